import { isOctavecError, OctavecError } from "../errors/index.js";
import { deadline } from "./deadline.js";
import type { Gate } from "./gate.js";
import { loopTimeMs, loopTimeSince } from "./loop-time.js";

/** Keeps count of the time that a call may spend on the cache. Time in which the event loop was held does not count. */
export class TimeBudget {
  readonly #gate: Gate | undefined;
  #leftMs: number;
  #since: number | undefined;

  /** @param gate - Lets few calls at once spend their budgets. Waiting for a turn does not count. Default: all at once. */
  constructor(budgetMs: number, gate?: Gate) {
    this.#leftMs = budgetMs;
    this.#gate = gate;
  }

  /** Whole milliseconds left; 0 when it is spent. */
  get leftMs(): number {
    const running = this.#since === undefined ? 0 : loopTimeSince(this.#since);
    return Math.max(0, Math.floor(this.#leftMs - running));
  }

  /**
   * Runs `work` and counts its time. Time between two calls of `spend` (embedding, the producer) does not count. `work` gets
   * the time that is left as its timeout.
   *
   * @throws OctavecError `TIMEOUT` as soon as the budget is spent, even if `work` applies its timeout to each of several steps;
   * `TIMEOUT` if the turn of this call did not come.
   */
  spend<T>(work: (timeoutMs: number) => Promise<T>): Promise<T> {
    const turn = this.#gate?.enter(this.#leftMs);
    return turn === undefined ? this.#spendNow(work) : turn.then(() => this.#spendNow(work));
  }

  #spendNow<T>(work: (timeoutMs: number) => Promise<T>): Promise<T> {
    const startedAtMs = loopTimeMs();
    this.#since ??= startedAtMs;
    const timeoutMs = Math.max(1, Math.floor(this.#leftMs - (startedAtMs - this.#since)));
    let isSpent = false;
    return deadline(beginning(work, timeoutMs), {
      timeoutMs,
      onTimeout: () => {
        isSpent = true;
        throw new OctavecError("TIMEOUT", "This call has used up its timeoutMs for the cache.");
      },
      onEnd: (error) => {
        this.#gate?.leave(isSpent || isOctavecError(error, "TIMEOUT"));
        if (this.#since !== startedAtMs) return;
        // A timer may fire a fraction of a millisecond early.
        this.#leftMs = isSpent ? 0 : this.#leftMs - loopTimeSince(startedAtMs);
        this.#since = undefined;
      },
    });
  }
}

/** Starts the work. An error that it throws at once becomes a rejection, too. */
function beginning<T>(work: (timeoutMs: number) => Promise<T>, timeoutMs: number): Promise<T> {
  try {
    return work(timeoutMs);
  } catch (error) {
    return Promise.reject(error);
  }
}
