import type { EntryContext } from "../context/entry-context.js";
import { limitsOf } from "../context/limits.js";
import { sweepStep, type TakeStep } from "./sweep-step.js";
import { Sweeper } from "./sweeper.js";
import { TouchRecorder } from "./touch-recorder.js";

/** From this many expired entries in one search on, a sweep step is due at once: they take the places of living entries. */
const MANY_DEAD = 5;
const STEP_TIMEOUT_MS = 5_000;

/** The steps of this tenant's sweep. Each waits at most {@link STEP_TIMEOUT_MS}. */
export function sweepStepsOf({ executor, keys, settings, observers }: EntryContext): TakeStep {
  const limits = limitsOf(settings);
  return async (request) => {
    const step = await sweepStep(executor, keys, { ...request, limits }, { timeoutMs: STEP_TIMEOUT_MS });
    const { expired, evicted, flushed } = step;
    if (expired + evicted + flushed > 0) {
      for (const observer of observers) observer.removed?.({ expired, evicted, flushed });
    }
    return step;
  };
}

/** Records hits, for eviction and sliding lives, and sweeps expired entries: in the background, from the first use to `close()`. */
export function attachLifetime(context: EntryContext): void {
  const { settings, timings, executor, keys, generation, lifecycle, failures, reportChange } = context;
  const touches = new TouchRecorder({
    executor,
    keys,
    policy: settings.eviction,
    onFailure: (error) => failures.report("touch", error),
  });
  const sweeper = new Sweeper(sweepStepsOf(context), {
    intervalMs: timings.sweepIntervalMs,
    batchSize: timings.sweepBatchSize,
    token: context.instanceId,
    onElection: (elected) => reportChange({ type: "sweep-leader", elected }),
    onFailure: (error) => failures.report("sweep", error),
  });
  lifecycle.add(
    () => {},
    () => touches.close(),
  );
  lifecycle.add(
    () => sweeper.start(),
    () => sweeper.stop(),
  );
  context.observers.push({
    lookedUp: ({ result }) => {
      if (!result.hit) return;
      const { entryId, createdAtMs, stale } = result;
      // A stale answer is being replaced, so its life is not prolonged.
      const slides = settings.ttlMode !== "absolute" && !stale;
      touches.note({ entryId, createdAtMs, slides }, generation.current);
    },
    cleared: () => touches.forget(),
    foundDead: (count) => {
      if (count >= MANY_DEAD) sweeper.hint();
    },
  });
}
