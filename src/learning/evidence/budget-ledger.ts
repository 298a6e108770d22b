import type { RatioEstimate } from "./audits.js";

/** The ledger forgets slowly: after this many look-ups, what it noted counts for a third. */
const MEMORY = 10_000;
/** Standard deviations of the number of wrong answers that are kept in reserve. */
const RESERVE = 1;
/** The budget of so many look-ups is kept in reserve besides, because a young model knows least how often it is wrong. */
const START_RESERVE = 550;
/** No stretch of look-ups may have more than this many times the budget, however much is left from before. */
const MAX_PACE = 1.5;
/** This share of the budget may always be spent, because only hits and their audits can show that the model is right again. */
const MIN_PACE = 0.1;

/**
 * What of the error budget was spent, and what is left for the next look-ups.
 *
 * Look-ups earn the budget, and hits spend it: each as much as it is expected to be wrong, 1 − p, times the ratio r that audits
 * found. Wrong answers come by chance and r is only known to ± s, so part of the budget is kept in reserve. With T as the sum of
 * 1 − p it must hold that r T + √(r T + (s T)²) ≤ budget × (look-ups − 550). The reserve is nearly all of the budget in the first
 * hundred look-ups, and a small part of it after some thousands.
 */
export class BudgetLedger {
  readonly #budget: number;
  #lookups = 0;
  /** Sum of 1 − p over hits. */
  #spent = 0;

  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Notes a look-up. `expectedWrong`: 1 − p for a hit, 0 for a miss. */
  note(expectedWrong: number): void {
    const kept = 1 - 1 / MEMORY;
    this.#lookups = kept * this.#lookups + 1;
    this.#spent = kept * this.#spent + expectedWrong;
  }

  /** A hit that was noted was not served after all, because a guard rejected it. */
  refund(expectedWrong: number): void {
    this.#spent = Math.max(0, this.#spent - expectedWrong);
  }

  /** Begins as if so many look-ups had spent all they might, and not more. */
  resume(lookups: number, ratio: RatioEstimate): void {
    this.#lookups = Math.min(MEMORY, lookups);
    this.#spent = this.#most(this.#lookups, ratio);
  }

  /** The most that the sum of 1 − p over the hits of the next `lookups` may be. */
  allowance(lookups: number, ratio: RatioEstimate): number {
    const left = this.#most(this.#lookups + lookups, ratio) - this.#spent;
    const even = this.#budget * lookups;
    return Math.max(MIN_PACE * even, Math.min(left, (MAX_PACE * even) / ratio.value));
  }

  /** The largest T for so many look-ups: the smaller root of (earned − r T)² = r T + s² T². */
  #most(lookups: number, { value, deviation }: RatioEstimate): number {
    const budget = this.#budget * (lookups - START_RESERVE);
    if (budget <= 0) return 0;
    const z2 = RESERVE ** 2;
    const a = value ** 2 - z2 * deviation ** 2;
    const b = 2 * budget * value + z2 * value;
    return (2 * budget ** 2) / (b + Math.sqrt(Math.max(0, b ** 2 - 4 * a * budget ** 2)));
  }
}
