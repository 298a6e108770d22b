import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Reply, StepResult } from "../executor.js";

/** The reply of one step of a pipeline. @throws its error; on an abort the signal's reason. */
export function replyOf(result: StepResult | undefined, signal?: AbortSignal | undefined): Reply {
  if (result === undefined) {
    throw new OctavecError("UNEXPECTED_REPLY", "A pipeline answered with fewer results than it has steps.");
  }
  if (!result.ok) throw reasonOf(result.error, signal);
  return result.value;
}

/** An aborted operation rejects with the signal's reason, as everywhere in the platform. */
export function reasonOf(error: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted && isOctavecError(error, "ABORTED") ? signal.reason : error;
}
