const BUCKETS = 10;

/** Outcomes of the last so many milliseconds, counted in ten slices of time. */
export class FailureWindow {
  readonly #succeeded = new Array<number>(BUCKETS).fill(0);
  readonly #failed = new Array<number>(BUCKETS).fill(0);
  readonly #sliceMs: number;
  /** Number of the slice that is being filled, counted from the clock's zero. */
  #slice = 0;

  constructor(
    windowMs: number,
    private readonly nowMs: () => number,
  ) {
    this.#sliceMs = windowMs / BUCKETS;
  }

  add(isFailure: boolean): void {
    this.#advance();
    const counts = isFailure ? this.#failed : this.#succeeded;
    const index = this.#slice % BUCKETS;
    counts[index] = (counts[index] ?? 0) + 1;
  }

  /** Calls counted, and the share of failures among them (0 without calls). */
  get figures(): { readonly calls: number; readonly failureRate: number } {
    this.#advance();
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    const failed = sum(this.#failed);
    const calls = failed + sum(this.#succeeded);
    return { calls, failureRate: calls === 0 ? 0 : failed / calls };
  }

  clear(): void {
    this.#succeeded.fill(0);
    this.#failed.fill(0);
  }

  #advance(): void {
    const now = Math.floor(this.nowMs() / this.#sliceMs);
    for (let passed = Math.min(now - this.#slice, BUCKETS); passed > 0; passed--) {
      const index = (now - passed + 1) % BUCKETS;
      this.#succeeded[index] = 0;
      this.#failed[index] = 0;
    }
    this.#slice = Math.max(this.#slice, now);
  }
}
