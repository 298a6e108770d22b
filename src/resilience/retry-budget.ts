export interface RetryBudgetOptions {
  /** Retries allowed per call, 0 to 1. */
  readonly budgetRatio: number;
  /** Retries allowed per second beside that. */
  readonly budgetPerSecond: number;
}

/** Seconds of the time allowance that can be saved up, and calls whose share can be. */
const SAVED_SECONDS = 10;
const SAVED_CALLS = 500;

/**
 * Keeps retries from multiplying the load of a server that is down already: each call earns a share of a retry, and a few
 * per second are free, so that a client with little to do can retry at all. An operation counts as one, a pipeline too.
 */
export class RetryBudget {
  #earned = 0;
  #free: number;
  #refilledAtMs: number;

  constructor(
    private readonly options: RetryBudgetOptions,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.#free = options.budgetPerSecond * SAVED_SECONDS;
    this.#refilledAtMs = nowMs();
  }

  /** A call was made. */
  earn(): void {
    const { budgetRatio } = this.options;
    this.#earned = Math.min(this.#earned + budgetRatio, SAVED_CALLS * budgetRatio);
  }

  /** @returns false when no retry is left. */
  spend(): boolean {
    this.#refill();
    if (this.#earned >= 1) {
      this.#earned--;
      return true;
    }
    if (this.#free < 1) return false;
    this.#free--;
    return true;
  }

  #refill(): void {
    const nowMs = this.nowMs();
    const { budgetPerSecond } = this.options;
    const added = ((nowMs - this.#refilledAtMs) / 1_000) * budgetPerSecond;
    this.#free = Math.min(this.#free + added, budgetPerSecond * SAVED_SECONDS);
    this.#refilledAtMs = nowMs;
  }
}
