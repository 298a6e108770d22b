import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Reply, StepResult } from "../executor.js";

/** The reply of one step of a pipeline. @throws its error; on an abort the signal's reason. */
export function replyOf(result: StepResult | undefined, signal?: AbortSignal | undefined): Reply {
  if (result === undefined) {
    throw new OctavecError("UNEXPECTED_REPLY", "A pipeline answered with fewer results than it has steps.");
  }
  if (result.ok) return result.value;
  throw signal?.aborted && isOctavecError(result.error, "ABORTED") ? signal.reason : result.error;
}

/** The items of a list reply. @throws OctavecError `UNEXPECTED_REPLY`. */
export function listOf(reply: Reply | undefined, command: string): readonly Reply[] {
  if (Array.isArray(reply)) return reply;
  throw new OctavecError("UNEXPECTED_REPLY", `${command} should have replied with a list.`);
}
