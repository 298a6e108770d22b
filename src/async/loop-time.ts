interface Stall {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The latest stalls. They do not overlap: several deadlines may notice parts of one stall, which are merged. */
const stalls: Stall[] = [];
const KEPT_STALLS = 16;
let stalledMs = 0;

/**
 * Milliseconds on a clock that stops while the event loop is held, if a running deadline notices that. For time limits on
 * calls of several steps, so that work of the process between two steps does not count. Only differences have a meaning. A call
 * that begins while the loop is held may get the length of that stall in addition.
 */
export function loopTimeMs(): number {
  return performance.now() - stalledMs;
}

/** Time on that clock since `loopTimeMs()` gave this; never negative. */
export function loopTimeSince(startedAtMs: number): number {
  return Math.max(0, loopTimeMs() - startedAtMs);
}

/** Notes that the event loop was held between two times of `performance.now()`. Does nothing unless the second is later. */
export function noteStall(fromMs: number, untilMs: number): void {
  if (untilMs <= fromMs) return;
  let beganAtMs = fromMs;
  for (let last = stalls.at(-1); last !== undefined && last.untilMs >= beganAtMs; last = stalls.at(-1)) {
    stalls.pop();
    stalledMs -= last.untilMs - last.fromMs;
    beganAtMs = Math.min(beganAtMs, last.fromMs);
  }
  stalls.push({ fromMs: beganAtMs, untilMs });
  stalledMs += untilMs - beganAtMs;
  if (stalls.length > KEPT_STALLS) stalls.shift();
}
