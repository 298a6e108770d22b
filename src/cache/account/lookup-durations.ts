import { FAST_BUCKETS_SECONDS } from "../../telemetry/index.js";
import type { CacheTier, LookupEvent } from "../contract/index.js";
import { kindOf, type MissKind } from "./count-event.js";
import type { Counters } from "./counters.js";

/** What a look-up found: the tier of a hit, or why there was none. */
export type LookupKind = CacheTier | MissKind;

/**
 * Upper bounds by which durations are counted, in milliseconds: those of the metric `octavec.cache.operation.duration`. Longer ones
 * are counted last.
 */
export const DURATION_BOUNDS_MS: readonly number[] = FAST_BUCKETS_SECONDS.map(
  // Whole microseconds: a product such as 0.000035 * 1000 is not exact.
  (seconds) => Math.round(seconds * 1e6) / 1e3,
);

/** Counts a look-up by what it found and by its duration: `took:<kind>:<place>`. Redis keeps these by day. */
export function countDuration(counters: Counters, { result, durationMs }: LookupEvent): void {
  const kind: LookupKind = result.hit ? result.tier : kindOf(result.reason);
  counters.add(`took:${kind}:${placeOf(durationMs)}`);
}

/** Place of the lowest bound that a duration does not exceed; the number of bounds if it exceeds all. */
export function placeOf(durationMs: number): number {
  const place = DURATION_BOUNDS_MS.findIndex((bound) => durationMs <= bound);
  return place < 0 ? DURATION_BOUNDS_MS.length : place;
}
