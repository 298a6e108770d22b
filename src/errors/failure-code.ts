import { isOctavecError } from "./octavec-error.js";

/** Names a failure for `why`: its code, or what kind of error it is; never its message, which may quote a prompt. */
export function failureCode(error: unknown): string {
  if (isOctavecError(error)) return error.code;
  return error instanceof Error ? error.name : "unknown";
}
