import type { RatioEstimate } from "./audits.js";
import { BudgetLedger } from "./budget-ledger.js";

/** Look-ups that show how often each probability occurs. */
const WINDOW = 1_000;
const RECOMPUTE_EVERY = 25;
/** Answers less probable than this are never served. */
const LEAST_PROBABILITY = 0.5;
/** With fewer look-ups the cut is not computed from the window. */
const COLD_LOOKUPS = 100;

/**
 * Answers are served from a probability on, the cut. It is the lowest one for which Σ (1 − p), over those of the last n = 1,000
 * look-ups that it would serve, is at most what the {@link BudgetLedger} allows for the next n.
 */
export class BudgetCut {
  readonly #budget: number;
  readonly #ledger: BudgetLedger;
  /** Probabilities of the latest look-ups; 0 where nothing could be served. */
  readonly #window = new Float64Array(WINDOW);
  readonly #sorted = new Float64Array(WINDOW);
  #filled = 0;
  #next = 0;
  /** Look-ups in the window that reach the cut. */
  #served = 0;
  /** Whether this object goes on where another one, or another instance, was. */
  #isResumed = false;
  /** Share of the budget that may be spent at present. */
  #share = 1;
  #ratio: RatioEstimate;
  #cut: number;

  /** @param ratio - Before any audit. */
  constructor(budget: number, ratio: RatioEstimate) {
    this.#budget = budget;
    this.#ratio = ratio;
    this.#ledger = new BudgetLedger(budget);
    this.#cut = this.#coldCut();
  }

  get cut(): number {
    return this.#cut;
  }

  /** From now on only this share of the budget may be spent, above 0 and up to 1. */
  tighten(share: number): void {
    if (share === this.#share) return;
    this.#share = share;
    if (this.lookups >= COLD_LOOKUPS) this.#recompute();
    else if (!this.#isResumed) this.#cut = this.#coldCut();
  }

  /** Number of calls of {@link note}. */
  lookups = 0;

  /** Share of the window's look-ups that reach the cut; 0 before the first computation. */
  get hitRate(): number {
    return this.#filled === 0 ? 0 : this.#served / this.#filled;
  }

  /** Takes over the cut of another instance, or of this one before a restart. After 100 look-ups the own window decides. */
  resume(lookups: number, cut: number): void {
    this.#ledger.resume(lookups, this.#ratio);
    if (this.lookups >= COLD_LOOKUPS || lookups < COLD_LOOKUPS) return;
    this.#isResumed = true;
    this.#cut = cut;
  }

  /** Notes a look-up. `ratio`: how many times more hits are wrong than expected. */
  note(probability: number, ratio: RatioEstimate): void {
    this.#window[this.#next] = probability;
    this.#next = (this.#next + 1) % WINDOW;
    if (this.#filled < WINDOW) this.#filled++;
    this.lookups++;
    this.#ratio = ratio;
    this.#ledger.note(probability >= this.#cut ? 1 - probability : 0);
    if (this.lookups % RECOMPUTE_EVERY === 0) this.#recompute();
  }

  /** A look-up that reached the cut was a miss all the same. */
  refund(probability: number): void {
    this.#ledger.refund(1 - probability);
  }

  #recompute(): void {
    const count = this.#filled;
    if (this.lookups >= COLD_LOOKUPS) {
      this.#sorted.set(this.#window);
      const sorted = this.#sorted.subarray(0, count).sort();
      let allowance = this.#share * this.#ledger.allowance(count, this.#ratio);
      let cut = 1;
      for (let at = count - 1; at >= 0; at--) {
        const probability = sorted[at]!;
        allowance -= 1 - probability;
        if (probability < LEAST_PROBABILITY || allowance < 0) break;
        cut = probability;
      }
      this.#cut = cut;
    }
    this.#served = 0;
    for (let at = 0; at < count; at++) if (this.#window[at]! >= this.#cut) this.#served++;
  }

  #coldCut(): number {
    return 1 - (this.#budget * this.#share) / 4;
  }
}
