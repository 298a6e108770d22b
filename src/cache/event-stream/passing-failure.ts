import { isOctavecError } from "../../errors/index.js";
import { pause } from "../../on-abort.js";

/** Whether waiting can help: the server is away or busy, or has just become a replica and sent its blocked readers away. */
export function isPassing(error: unknown): boolean {
  return isOctavecError(error) && (error.retryable || error.details.reply === "UNBLOCKED");
}

/** The pause after failure number `failures` in a row: 25 ms and doubling, up to a second. Rejects when aborted. */
export async function pauseAfter(failures: number, signal?: AbortSignal): Promise<void> {
  await pause(Math.min(1_000, 25 * 2 ** Math.min(failures - 1, 10)), signal);
}
