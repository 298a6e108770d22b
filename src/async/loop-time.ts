/** Timers count whole milliseconds, so a timer that is late by up to this time does not mean that the loop was held. */
export const TIMER_PRECISION_MS = 2;

let stalledMs = 0;
/** `performance.now()` after which the loop counts as held; infinite while no deadline runs. */
let lateFromMs = Number.POSITIVE_INFINITY;

/**
 * Milliseconds on a clock that stops while the event loop is held, as long as some deadline runs. For time limits on calls of
 * several steps, so that work of the process between two steps does not count. Only differences have a meaning.
 *
 * @param nowMs - `performance.now()`, if the caller knows it.
 */
export function loopTimeMs(nowMs = performance.now()): number {
  if (nowMs > lateFromMs) {
    stalledMs += nowMs - lateFromMs;
    lateFromMs = nowMs;
  }
  return nowMs - stalledMs;
}

/** Time on that clock since `loopTimeMs()` gave this; never negative. */
export function loopTimeSince(startedAtMs: number): number {
  return Math.max(0, loopTimeMs() - startedAtMs);
}

/** A timer is set for this time of `performance.now()`: if it goes off later, the loop was held. */
export function expectTimerAt(timeMs: number): void {
  lateFromMs = timeMs + TIMER_PRECISION_MS;
}
