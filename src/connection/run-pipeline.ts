import { DeadlineTimer, onAbort } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import type { SendOptions, StepResult, Steps } from "../executor.js";
import { timedOut } from "./pool-errors.js";
import type { Wire } from "./wire.js";

/** What of a wire a pipeline needs. */
export type StepSender = Pick<Wire, "lastReplyAtMs" | "sendSteps">;

/**
 * Runs the steps on one wire and reports every step's outcome. The time limit is for silence, not for the whole: as
 * long as replies keep coming on this wire a large batch may take its time.
 */
export function runPipeline(
  wire: StepSender,
  steps: Steps,
  options: SendOptions & { timeoutMs: number },
  onStalled: () => void,
): Promise<StepResult[]> {
  if (steps.length === 0) return Promise.resolve([]);
  const { timeoutMs, signal } = options;
  return new Promise((resolve) => {
    const results = new Array<StepResult | undefined>(steps.length);
    let missing = steps.length;
    let timer: DeadlineTimer;
    const finish = (fill?: OctavecError) => {
      timer.stop();
      stopListening();
      resolve(
        Array.from(results, (result) => {
          if (result !== undefined) return result;
          if (fill === undefined) throw new Error("a pipeline finished with a step undecided");
          return { ok: false, error: fill, sent: true };
        }),
      );
    };
    const startedAtMs = performance.now();
    const watch = () => {
      const silentMs = performance.now() - Math.max(startedAtMs, wire.lastReplyAtMs);
      if (silentMs < timeoutMs) {
        timer = new DeadlineTimer(timeoutMs - silentMs, watch);
        return;
      }
      onStalled();
      finish(timedOut(`A pipeline of ${steps.length}`, timeoutMs));
    };
    timer = new DeadlineTimer(timeoutMs, watch);
    const stopListening = onAbort(signal, () => finish(abandoned(signal?.reason)));
    wire.sendSteps(steps, { binary: options.binary ?? false }, (index, result) => {
      results[index] = result;
      if (--missing === 0) finish();
    });
  });
}

function abandoned(reason: unknown): OctavecError {
  return new OctavecError(
    "ABORTED",
    "The caller's signal was aborted before the reply came; a write may have happened.",
    {
      cause: reason,
    },
  );
}
