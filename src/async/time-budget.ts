import { OctavecError } from "../errors/index.js";

/** What is left of the time that a call may spend on the cache. Monotonic: a clock that is set back changes nothing. */
export class TimeBudget {
  readonly #now: () => number;
  #leftMs: number;
  #since: number | undefined;

  constructor(budgetMs: number, now: () => number = () => performance.now()) {
    this.#leftMs = budgetMs;
    this.#now = now;
  }

  /** Whole milliseconds left; 0 when it is spent. */
  get leftMs(): number {
    const running = this.#since === undefined ? 0 : this.#now() - this.#since;
    return Math.max(0, Math.floor(this.#leftMs - running));
  }

  /**
   * Counts the time that `work` takes; what else goes on (embedding, the producer) is not the cache's. Waits no longer than
   * what is left, also for work that takes `timeoutMs` for each of several steps: rejects with `TIMEOUT` then.
   */
  async spend<T>(work: (timeoutMs: number) => Promise<T>): Promise<T> {
    const started = this.#now();
    this.#since ??= started;
    let isSpent = false;
    try {
      const timeoutMs = Math.max(1, this.leftMs);
      return await atMost(timeoutMs, work(timeoutMs), () => {
        isSpent = true;
      });
    } finally {
      if (this.#since === started) {
        // A timer may fire a fraction of a millisecond early.
        this.#leftMs = isSpent ? 0 : this.#leftMs - (this.#now() - started);
        this.#since = undefined;
      }
    }
  }
}

function atMost<T>(timeoutMs: number, work: Promise<T>, onLate: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onLate();
      reject(new OctavecError("TIMEOUT", "The time that a call may spend on the cache is up."));
    }, timeoutMs);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
