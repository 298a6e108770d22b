import { expectTimerAt, loopTimeMs, TIMER_PRECISION_MS } from "./loop-time.js";

/** Number of parts of a wait. After each part the event loop is known to have been held during it or not. */
const PARTS = 10;
/** The ticker never waits longer. If an `onDue` throws, the other deadlines are late by up to this time. */
const LONGEST_PART_MS = 1_000;

/** All deadlines that wait. One timer ticks for all of them, as often as the shortest one needs. */
const waiting = new Set<DeadlineTimer>();
/** Undefined while no timer is set. A timer that went off stays here until the deadlines that are due were told. */
let ticker: NodeJS.Timeout | undefined;
/** `performance.now()` at which the ticker should go off. */
let tickAtMs = 0;
/** The `setTimeout` that made the ticker, and the `setImmediate` of that time. The ticker uses no others. */
let clock = setTimeout;
let queue = setImmediate;

/**
 * The timer behind every deadline. Calls `onDue` after `limitMs` in which the event loop was alive, or up to 2 ms later.
 *
 * In a turn of the event loop timers come before sockets. If the loop was held (by an embedding model, a large JSON text, a
 * busy machine), a plain timer fires although the reply lies unread in the socket. Therefore
 * - a part of the wait that ended late counts as if it had ended in time;
 * - after a last part that ended late the sockets are read before `onDue`: a reply that has arrived wins.
 */
export class DeadlineTimer {
  /** On the clock of `loopTimeMs`. */
  readonly dueAtMs: number;
  readonly partMs: number;

  constructor(
    limitMs: number,
    readonly onDue: () => void,
  ) {
    const nowMs = performance.now();
    this.dueAtMs = loopTimeMs(nowMs) + limitMs;
    this.partMs = Math.min(limitMs / PARTS, LONGEST_PART_MS);
    waiting.add(this);
    // A test may have installed or removed fake timers. Then the present ticker, or its immediate, may never run.
    if (clock !== setTimeout || queue !== setImmediate) ticker = undefined;
    if (ticker === undefined || tickAtMs > nowMs + this.partMs + 1) {
      tickIn(this.partMs);
    } else if (waiting.size === 1) {
      ticker.ref();
      expectTimerAt(Math.max(nowMs, tickAtMs));
    }
  }

  /** Stops the timer: `onDue` is not called after this. */
  stop(): void {
    if (!waiting.delete(this) || waiting.size > 0) return;
    // Notes how late the loop is, now that nobody waits for the ticker any more. It goes off once more and then stops: the
    // next deadline often comes before that.
    loopTimeMs();
    expectTimerAt(Number.POSITIVE_INFINITY);
    ticker?.unref();
  }
}

function tickIn(delayMs: number): void {
  clearTimeout(ticker);
  const wholeMs = Math.max(1, Math.ceil(delayMs));
  tickAtMs = performance.now() + wholeMs;
  expectTimerAt(tickAtMs);
  clock = setTimeout;
  queue = setImmediate;
  const own = clock(() => tick(own), wholeMs);
  ticker = own;
}

function tick(own: NodeJS.Timeout): void {
  // A newer ticker has taken over, because a test installed or removed fake timers. Only one of the two may go on.
  if (ticker !== own) return;
  // Immediates come after the sockets in a turn.
  if (performance.now() > tickAtMs + TIMER_PRECISION_MS) {
    queue(endWaits, own);
  } else {
    endWaits(own);
  }
}

function endWaits(own: NodeJS.Timeout): void {
  if (ticker !== own) return;
  const nowMs = loopTimeMs();
  let nextMs = LONGEST_PART_MS;
  try {
    for (const deadline of waiting) {
      const leftMs = deadline.dueAtMs - nowMs;
      if (leftMs > 0) {
        nextMs = Math.min(nextMs, leftMs, deadline.partMs);
      } else {
        waiting.delete(deadline);
        deadline.onDue();
      }
    }
  } finally {
    ticker = undefined;
    if (waiting.size > 0) tickIn(nextMs);
    else expectTimerAt(Number.POSITIVE_INFINITY);
  }
}
