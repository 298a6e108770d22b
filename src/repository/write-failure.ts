import { isOctavecError, messageOf, OctavecError } from "../errors/index.js";
import type { WriteOutcome } from "./upsert-account.js";

/** Why the records of a batch failed whose write rejected. If the signal was aborted first, the server got none of them. */
export function failureOf(
  error: unknown,
  signal: AbortSignal | undefined,
): Extract<WriteOutcome, { kind: "failed" }> {
  if (signal?.aborted === true && error === signal.reason)
    return { kind: "failed", error: notSent(error), sent: false };
  return { kind: "failed", error: asCoded(error), sent: true };
}

/** The error of a record that was not sent because the run had ended. */
export function notSent(cause: unknown): OctavecError {
  if (isOctavecError(cause)) return cause;
  return new OctavecError("ABORTED", "The run ended before this record was sent.", { cause });
}

export function asCoded(cause: unknown): OctavecError {
  if (isOctavecError(cause)) return cause;
  return new OctavecError("COMMAND_FAILED", `The batch failed: ${messageOf(cause)}`, { cause });
}
