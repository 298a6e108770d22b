import { Wait } from "../async/index.js";
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
  const { timeoutMs, signal, binary = false } = options;
  const results = new Array<StepResult>(steps.length);
  let missing = steps.length;
  return new Promise((resolve) => {
    const wait = new Wait<OctavecError | undefined>(
      (error) => resolve(error === undefined ? results : withError(results, error)),
      (reason) => resolve(withError(results, abandoned(reason))),
    );
    const startedAtMs = performance.now();
    const watch = () => {
      const silentMs = performance.now() - Math.max(startedAtMs, wire.lastReplyAtMs);
      if (silentMs < timeoutMs) {
        wait.limit(timeoutMs - silentMs, watch);
        return;
      }
      onStalled();
      wait.resolve(timedOut(`A pipeline of ${steps.length}`, timeoutMs));
    };
    wait.limit(timeoutMs, watch);
    wait.heed(signal);
    wire.sendSteps(steps, { binary }, (index, result) => {
      results[index] = result;
      if (--missing === 0) wait.resolve(undefined);
    });
  });
}

/** A copy, because replies may still come, in which steps without a result have failed. */
function withError(results: readonly StepResult[], error: OctavecError): StepResult[] {
  return Array.from(results, (result: StepResult | undefined) => result ?? { ok: false, error, sent: true });
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
