/** Look-ups over which the budget is kept. */
const WINDOW = 1_000;
const RECOMPUTE_EVERY = 25;
/** Answers less probable than this are never served. */
const LEAST_PROBABILITY = 0.5;
/** During the first look-ups the budget grows from a quarter to the whole. */
const RAMP_LOOKUPS = 2_000;
const RAMP_START = 0.25;
/** With fewer look-ups the cut is not computed from the window. */
const COLD_LOOKUPS = 100;

/**
 * Answers are served from a probability on, the cut, which keeps the expected share of wrong answers within a budget. It is the
 * lowest cut for which Σ (1 − p), over those of the last n = 1,000 look-ups that it would serve, is at most n × budget × ramp / ρ.
 */
export class BudgetCut {
  readonly #budget: number;
  /** Probabilities of the latest look-ups; 0 where nothing could be served. */
  readonly #window = new Float64Array(WINDOW);
  readonly #sorted = new Float64Array(WINDOW);
  #filled = 0;
  #next = 0;
  /** Look-ups in the window that reach the cut. */
  #served = 0;
  /** Look-ups of other instances, or before a restart. They count for the ramp, but are not in the window. */
  #earlier = 0;
  /** Share of the budget that may be spent at present. */
  #share = 1;
  #rho = 1;
  #cut: number;

  constructor(budget: number) {
    this.#budget = budget;
    this.#cut = this.#coldCut();
  }

  get cut(): number {
    return this.#cut;
  }

  /** From now on only this share of the budget may be spent, above 0 and up to 1. */
  tighten(share: number): void {
    if (share === this.#share) return;
    this.#share = share;
    if (this.lookups >= COLD_LOOKUPS) this.#recompute(this.#rho);
    else if (this.#earlier < COLD_LOOKUPS) this.#cut = this.#coldCut();
  }

  /** Number of calls of {@link note}. */
  lookups = 0;

  /** Share of the window's look-ups that reach the cut; 0 before the first computation. */
  get hitRate(): number {
    return this.#filled === 0 ? 0 : this.#served / this.#filled;
  }

  /** Takes over the cut of another instance, or of this one before a restart. After 100 look-ups the own window decides. */
  resume(lookups: number, cut: number): void {
    this.#earlier = lookups;
    if (this.lookups < COLD_LOOKUPS && lookups >= COLD_LOOKUPS) this.#cut = cut;
  }

  /** Notes a look-up. `rho`: how many times more errors audits found than expected, 1 or more. */
  note(probability: number, rho: number): void {
    this.#window[this.#next] = probability;
    this.#next = (this.#next + 1) % WINDOW;
    if (this.#filled < WINDOW) this.#filled++;
    this.lookups++;
    this.#rho = rho;
    if (this.lookups % RECOMPUTE_EVERY === 0) this.#recompute(rho);
  }

  #recompute(rho: number): void {
    const count = this.#filled;
    if (this.lookups >= COLD_LOOKUPS) {
      const ramp = Math.min(
        1,
        RAMP_START + ((1 - RAMP_START) * (this.#earlier + this.lookups)) / RAMP_LOOKUPS,
      );
      this.#sorted.set(this.#window);
      const sorted = this.#sorted.subarray(0, count).sort();
      let allowance = (this.#budget * this.#share * ramp * count) / rho;
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
