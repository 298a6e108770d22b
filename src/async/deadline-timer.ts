import { noteStall } from "./loop-time.js";

/** Number of parts of a wait. After each part the timer knows whether the event loop was held during it. */
const PARTS = 10;

/** Timers count whole milliseconds, so a timer that is late by up to this time does not mean that the loop was held. */
const PRECISION_MS = 2;

/**
 * The timer behind every deadline. Calls `onDue` after `limitMs` in which the event loop was alive.
 *
 * In a turn of the event loop timers come before sockets. If the loop was held (by an embedding model, a large JSON text, a
 * busy machine), a plain timer fires although the reply lies unread in the socket. Therefore
 * - a part of the wait that ended late counts as if it had ended in time, so about ten delays can make a wait longer;
 * - after a last part that ended late the sockets are read before `onDue`: a reply that has arrived wins.
 */
export class DeadlineTimer {
  readonly #longestPartMs: number;
  readonly #onDue: () => void;
  #leftMs: number;
  #partMs = 0;
  /** `performance.now()` at which the current part should end. */
  #partEndsAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastTurn: NodeJS.Immediate | undefined;

  constructor(limitMs: number, onDue: () => void) {
    this.#longestPartMs = Math.ceil(limitMs / PARTS);
    this.#onDue = onDue;
    this.#leftMs = limitMs;
    this.#startPart();
  }

  /** Stops the timer: `onDue` is not called after this. */
  stop(): void {
    if (this.#timer === undefined) return;
    this.#measureLate();
    clearTimeout(this.#timer);
    clearImmediate(this.#lastTurn);
    this.#timer = undefined;
  }

  #startPart(): void {
    this.#partMs = Math.max(1, Math.floor(Math.min(this.#leftMs, this.#longestPartMs)));
    this.#partEndsAtMs = performance.now() + this.#partMs;
    this.#timer = setTimeout(() => this.#endPart(), this.#partMs);
  }

  #endPart(): void {
    const lateMs = this.#measureLate();
    this.#leftMs -= this.#partMs + Math.min(lateMs, PRECISION_MS);
    if (this.#leftMs >= 1) this.#startPart();
    // Immediates come after the sockets in a turn.
    else if (lateMs > PRECISION_MS) this.#lastTurn = setImmediate(this.#onDue);
    else this.#onDue();
  }

  #measureLate(): number {
    const nowMs = performance.now();
    noteStall(this.#partEndsAtMs + PRECISION_MS, nowMs);
    return Math.max(0, nowMs - this.#partEndsAtMs);
  }
}
