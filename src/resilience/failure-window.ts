const SLICES = 10;

/**
 * What became of one call, as far as it says something of the server. `doubtful`: the caller gave up after a short time, so
 * nobody knows whether the server would have answered.
 */
export type CallOutcome = "answered" | "failed" | "doubtful";

/** Outcomes of the calls of the last window, counted in ten slices of time. */
export class FailureWindow {
  readonly #counts: Record<CallOutcome, number[]> = { answered: zeros(), failed: zeros(), doubtful: zeros() };
  readonly #sliceMs: number;
  /** Number of the slice that is being filled, counted from the clock's zero. */
  #slice = 0;

  constructor(
    windowMs: number,
    private readonly nowMs: () => number,
  ) {
    this.#sliceMs = windowMs / SLICES;
  }

  add(outcome: CallOutcome): void {
    this.#advance();
    const counts = this.#counts[outcome];
    const index = this.#slice % SLICES;
    counts[index] = (counts[index] ?? 0) + 1;
  }

  /** Calls of the window by outcome. */
  get sums(): Readonly<Record<CallOutcome, number>> {
    this.#advance();
    const { answered, failed, doubtful } = this.#counts;
    return { answered: sum(answered), failed: sum(failed), doubtful: sum(doubtful) };
  }

  /** Share of failures among the calls that were answered or failed, 0 to 1; 0 without calls. */
  get failureRate(): number {
    const { answered, failed } = this.sums;
    return failed === 0 ? 0 : failed / (answered + failed);
  }

  /** From now on the doubtful calls count as failed, or not at all. */
  settleDoubts(haveFailed: boolean): void {
    const { failed, doubtful } = this.#counts;
    if (haveFailed)
      for (const [index, count] of doubtful.entries()) failed[index] = (failed[index] ?? 0) + count;
    doubtful.fill(0);
  }

  clear(): void {
    for (const counts of Object.values(this.#counts)) counts.fill(0);
  }

  #advance(): void {
    const now = Math.floor(this.nowMs() / this.#sliceMs);
    for (let passed = Math.min(now - this.#slice, SLICES); passed > 0; passed--) {
      const index = (now - passed + 1) % SLICES;
      for (const counts of Object.values(this.#counts)) counts[index] = 0;
    }
    this.#slice = Math.max(this.#slice, now);
  }
}

function zeros(): number[] {
  return new Array<number>(SLICES).fill(0);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
