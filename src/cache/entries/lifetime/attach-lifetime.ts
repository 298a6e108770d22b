import type { EntryContext } from "../entry-context.js";
import { limitsOf } from "../eviction/limits-of.js";
import { sweepStep } from "./sweep-step.js";
import { Sweeper, type TakeStep } from "./sweeper.js";
import { TouchRecorder } from "./touch-recorder.js";

/** So many dead in one search stand in the way of the living. */
const MANY_DEAD = 5;
const STEP_TIMEOUT_MS = 5_000;

/** Steps of the sweep of this tenant, each of which waits at most {@link STEP_TIMEOUT_MS}. */
export function sweepStepsOf({ executor, keys, settings }: EntryContext): TakeStep {
  const limits = limitsOf(settings);
  return (request) => sweepStep(executor, keys, { ...request, limits }, { timeoutMs: STEP_TIMEOUT_MS });
}

/** What keeps entries alive by their use and takes them away in time: in the background, from the first use to `close()`. */
export function attachLifetime(parts: EntryContext): void {
  const { settings, executor, keys, generation, lifecycle, observers, failures } = parts;
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
      // An answer that is past its time is being replaced: nobody wants it to live on.
      touches.note({ entryId, createdAtMs, slides: !stale }, generation.current);
    },
    cleared: () => touches.forget(),
  });
  if (settings.sweep === false) return;
  const sweeper = new Sweeper(sweepStepsOf(parts), {
    ...settings.sweep,
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
