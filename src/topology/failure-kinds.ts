import { type ErrorCode, isOctavecError } from "../errors/index.js";

/** After these the server may be gone, or may have another role than before: it is time to look again. */
const SERVER_TROUBLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "CIRCUIT_OPEN",
  "CONNECTION_FAILED",
  "CONNECTION_LOST",
  "POOL_CLOSED",
  "POOL_TIMEOUT",
  "READ_ONLY",
  "SERVER_BUSY",
  "TIMEOUT",
]);

export function isServerTrouble(error: unknown): boolean {
  return isOctavecError(error) && SERVER_TROUBLE.has(error.code);
}
