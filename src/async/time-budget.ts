import { OctavecError } from "../errors/index.js";
import { deadline } from "./deadline.js";
import { loopTimeMs, loopTimeSince } from "./loop-time.js";

/** What is left of the time that a call may spend on the cache. Time in which the event loop was held does not count. */
export class TimeBudget {
  #leftMs: number;
  #since: number | undefined;

  constructor(budgetMs: number) {
    this.#leftMs = budgetMs;
  }

  /** Whole milliseconds left; 0 when it is spent. */
  get leftMs(): number {
    const running = this.#since === undefined ? 0 : loopTimeSince(this.#since);
    return Math.max(0, Math.floor(this.#leftMs - running));
  }

  /**
   * Counts the time that `work` takes; time between two works (embedding, the producer) does not count. Waits no longer than
   * what is left, also for work that takes `timeoutMs` for each of several steps. Rejects with `TIMEOUT` then.
   */
  async spend<T>(work: (timeoutMs: number) => Promise<T>): Promise<T> {
    const started = loopTimeMs();
    this.#since ??= started;
    let isSpent = false;
    try {
      const timeoutMs = Math.max(1, this.leftMs);
      return await deadline(work(timeoutMs), {
        timeoutMs,
        onTimeout: () => {
          isSpent = true;
          throw new OctavecError("TIMEOUT", "The time that a call may spend on the cache is up.");
        },
      });
    } finally {
      if (this.#since === started) {
        // A timer may fire a fraction of a millisecond early.
        this.#leftMs = isSpent ? 0 : this.#leftMs - loopTimeSince(started);
        this.#since = undefined;
      }
    }
  }
}
