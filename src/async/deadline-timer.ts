import { expectTimerAt, loopTimeMs, TIMER_PRECISION_MS } from "./loop-time.js";

/** Number of parts of a wait. After each part the event loop is known to have been held during it or not. */
const PARTS = 10;
/** The ticker never waits longer. If an `onDue` throws, the other deadlines are late by up to this time. */
const LONGEST_PART_MS = 1_000;

/**
 * The deadlines that wait on one kind of timers. One timer ticks for all of them, as often as the shortest one needs. A test that
 * installs or removes fake timers begins a new clock, so that neither the deadlines nor the timer of one test reach another.
 */
class Clock {
  readonly waiting = new Set<DeadlineTimer>();
  /** Undefined while no timer is set. A timer that went off stays here until the deadlines that are due were told. */
  ticker: NodeJS.Timeout | undefined;
  /** `performance.now()` at which the ticker should go off. */
  tickAtMs = 0;
  readonly #setTimeout = setTimeout;
  readonly #setImmediate = setImmediate;

  get isPresent(): boolean {
    return this.#setTimeout === setTimeout && this.#setImmediate === setImmediate;
  }

  tickIn(delayMs: number): void {
    clearTimeout(this.ticker);
    const wholeMs = Math.max(1, Math.ceil(delayMs));
    this.tickAtMs = performance.now() + wholeMs;
    expectTimerAt(this.tickAtMs);
    const set = this.#setTimeout;
    this.ticker = set(() => this.#tick(), wholeMs);
  }

  #tick(): void {
    const queue = this.#setImmediate;
    // Immediates come after the sockets in a turn.
    if (performance.now() > this.tickAtMs + TIMER_PRECISION_MS) queue(() => this.#endWaits());
    else this.#endWaits();
  }

  #endWaits(): void {
    const nowMs = loopTimeMs();
    let nextMs = LONGEST_PART_MS;
    try {
      for (const deadline of this.waiting) {
        const leftMs = deadline.dueAtMs - nowMs;
        if (leftMs > 0) {
          nextMs = Math.min(nextMs, leftMs, deadline.partMs);
        } else {
          this.waiting.delete(deadline);
          deadline.onDue();
        }
      }
    } finally {
      this.ticker = undefined;
      if (this.waiting.size > 0) this.tickIn(nextMs);
      else expectTimerAt(Number.POSITIVE_INFINITY);
    }
  }
}

let clock = new Clock();

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
  readonly #clock: Clock;

  constructor(
    limitMs: number,
    readonly onDue: () => void,
  ) {
    const nowMs = performance.now();
    this.dueAtMs = loopTimeMs(nowMs) + limitMs;
    this.partMs = Math.min(limitMs / PARTS, LONGEST_PART_MS);
    if (!clock.isPresent) clock = new Clock();
    this.#clock = clock;
    const { waiting, ticker, tickAtMs } = clock;
    waiting.add(this);
    if (ticker === undefined || tickAtMs > nowMs + this.partMs + 1) {
      clock.tickIn(this.partMs);
    } else if (waiting.size === 1) {
      ticker.ref();
      expectTimerAt(Math.max(nowMs, tickAtMs));
    }
  }

  /** Stops the timer: `onDue` is not called after this. */
  stop(): void {
    const { waiting, ticker } = this.#clock;
    if (!waiting.delete(this) || waiting.size > 0) return;
    // Notes how late the loop is, now that nobody waits for the ticker any more. It goes off once more and then stops: the
    // next deadline often comes before that.
    loopTimeMs();
    expectTimerAt(Number.POSITIVE_INFINITY);
    ticker?.unref();
  }
}
