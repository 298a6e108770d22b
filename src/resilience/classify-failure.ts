import { type ErrorCode, isOctavecError } from "../errors/index.js";

/**
 * What a failure says of the work: `transient`, the server certainly has not done it and may do it soon; `ambiguous`, it
 * may have been done; `permanent`, the same call would fail again, or repeating it would only add to the load.
 */
export type FailureClass = "transient" | "ambiguous" | "permanent";

/** Every code once: a new code does not compile without a class. */
const CLASS_OF = {
  // Nothing was sent, or the server said that it would not do it now.
  CONNECTION_FAILED: "transient",
  CIRCUIT_OPEN: "transient",
  SERVER_BUSY: "transient",
  READ_ONLY: "transient",
  SLOT_MOVED: "transient",
  // The bytes may have arrived.
  CONNECTION_LOST: "ambiguous",
  TIMEOUT: "ambiguous",
  // This process asks for more than it allowed itself: repeating would make that worse.
  POOL_TIMEOUT: "permanent",
  POOL_OVERLOADED: "permanent",
  // Memory is not there again within a second.
  OUT_OF_MEMORY: "permanent",
  // Of the caller's making, or of the caller's wish.
  INVALID_OPTIONS: "permanent",
  INVALID_ARGUMENT: "permanent",
  INVALID_VECTOR: "permanent",
  DIMENSION_MISMATCH: "permanent",
  INVALID_ATTRIBUTES: "permanent",
  INVALID_FILTER: "permanent",
  COLLECTION_MISMATCH: "permanent",
  WRONG_TYPE: "permanent",
  NOT_AUTHORIZED: "permanent",
  CROSS_SLOT: "permanent",
  NOT_CACHED: "permanent",
  COMMAND_FAILED: "permanent",
  ABORTED: "permanent",
  POOL_CLOSED: "permanent",
  LEASE_ENDED: "permanent",
  // Another server or another version would be needed.
  UNSUPPORTED_SERVER: "permanent",
  UNSUPPORTED_COMMAND: "permanent",
  UNEXPECTED_REPLY: "permanent",
  // Not of single calls to a server.
  BATCH_INCOMPLETE: "permanent",
  WRITE_CONFLICT: "permanent",
  DECRYPTION_FAILED: "permanent",
  EMBEDDING_FAILED: "permanent",
  CALIBRATION_TOO_SMALL: "permanent",
  CALIBRATION_MISMATCH: "permanent",
  INVALID_CALIBRATION: "permanent",
  MISSING_DEPENDENCY: "permanent",
  SOURCE_NOT_FOUND: "permanent",
  MIGRATION_INCOMPLETE: "permanent",
  MIGRATION_CONFLICT: "permanent",
  UNSUPPORTED_OPERATION: "permanent",
  UNSUPPORTED_SOURCE: "permanent",
  DUPLICATE_ID: "permanent",
  REDIS_UNAVAILABLE: "permanent",
} as const satisfies Record<ErrorCode, FailureClass>;

/** What is no error of this library (an abort's reason above all) is permanent. */
export function classifyFailure(error: unknown): FailureClass {
  return isOctavecError(error) ? CLASS_OF[error.code] : "permanent";
}

const SICK_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "CONNECTION_FAILED",
  "CONNECTION_LOST",
  "TIMEOUT",
  "SERVER_BUSY",
]);

/** Busy with this one request or too few helpers: the node itself is well. */
const WELL_REPLIES: ReadonlySet<unknown> = new Set(["TRYAGAIN", "NOREPLICAS"]);

/** Whether the failure says that the node is unwell, rather than the request. */
export function saysNodeIsSick(error: unknown): boolean {
  return isOctavecError(error) && SICK_CODES.has(error.code) && !WELL_REPLIES.has(error.details.reply);
}

/** Whether the node answered, though with an error; what never reached it says nothing of it. */
export function isAnswer(error: unknown): boolean {
  return isOctavecError(error) && error.details.reply !== undefined;
}
