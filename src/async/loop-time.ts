interface Stall {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The latest stalls, none touching another: several deadlines notice the same one, each from another moment on. */
const stalls: Stall[] = [];
const KEPT_STALLS = 16;
let stalledMs = 0;

/**
 * Milliseconds on a clock that stands still while the event loop does, as far as a running deadline has noticed it. For
 * limits on calls of several steps: what the process did in between is not the server's time. Only differences mean
 * something. A call that begins while the loop is held may get the length of that stall in addition.
 */
export function loopTimeMs(): number {
  return performance.now() - stalledMs;
}

/** Time on that clock since `loopTimeMs()` gave this; never negative. */
export function loopTimeSince(startedAtMs: number): number {
  return Math.max(0, loopTimeMs() - startedAtMs);
}

/** The event loop stood still between these moments of `performance.now()`; nothing if the second is not the later one. */
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
