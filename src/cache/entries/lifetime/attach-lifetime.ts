import type { EntryContext } from "../entry-context.js";
import { limitsOf } from "../eviction/limits-of.js";
import { sweepStep } from "./sweep-step.js";
import { Sweeper, type TakeStep } from "./sweeper.js";
import { TouchRecorder } from "./touch-recorder.js";

/** From this many expired entries in one search on, a sweep step is due at once: they take the places of living entries. */
const MANY_DEAD = 5;
const STEP_TIMEOUT_MS = 5_000;

/** The steps of this tenant's sweep. Each waits at most {@link STEP_TIMEOUT_MS}. */
export function sweepStepsOf({ executor, keys, settings }: EntryContext): TakeStep {
  const limits = limitsOf(settings);
  return (request) => sweepStep(executor, keys, { ...request, limits }, { timeoutMs: STEP_TIMEOUT_MS });
}

/** Records hits, for eviction and sliding lives, and sweeps expired entries: in the background, from the first use to `close()`. */
export function attachLifetime(parts: EntryContext): void {
  const { settings, timings, executor, keys, generation, lifecycle, observers, failures } = parts;
  const touches = new TouchRecorder({
    executor,
    keys,
    policy: settings.eviction,
    onFailure: (error) => failures.report("touch", error),
  });
  lifecycle.add(
    () => undefined,
    () => touches.close(),
  );
  observers.push({
    lookedUp: ({ result }) => {
      if (!result.hit) return;
      const { entryId, createdAtMs, stale } = result;
      // A stale answer is being replaced, so its life is not prolonged.
      touches.note({ entryId, createdAtMs, slides: !stale }, generation.current);
    },
    cleared: () => touches.forget(),
  });
  const sweeper = new Sweeper(sweepStepsOf(parts), {
    intervalMs: timings.sweepIntervalMs,
    batchSize: timings.sweepBatchSize,
    token: parts.instanceId,
    onFailure: (error) => failures.report("sweep", error),
  });
  lifecycle.add(
    () => sweeper.start(),
    () => sweeper.stop(),
  );
  observers.push({
    foundDead: (count) => {
      if (count >= MANY_DEAD) sweeper.hint();
    },
  });
}
