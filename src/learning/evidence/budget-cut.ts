/** Look-ups over which the budget is kept. */
const WINDOW = 1_000;
const RECOMPUTE_EVERY = 25;
/** Nothing less likely than this is ever served. */
const LEAST_PROBABILITY = 0.5;
/** The budget opens from a quarter to the whole over the first look-ups. */
const RAMP_LOOKUPS = 2_000;
const RAMP_START = 0.25;
/** Before so many look-ups there is no window to speak of. */
const COLD_LOOKUPS = 100;

/**
 * The least probability at which answers are served, so that the expected number of wrong ones stays within a share of all
 * look-ups: the lowest cut for which Σ (1 − p) over those served in the last 1,000 look-ups is at most budget × ramp / ρ.
 */
export class BudgetCut {
  readonly #budget: number;
  /** Probabilities of the latest look-ups; 0 where nothing could be served. */
  readonly #window = new Float64Array(WINDOW);
  readonly #sorted = new Float64Array(WINDOW);
  #filled = 0;
  #next = 0;
  /** Of the window. */
  #served = 0;
  /** Look-ups that were made elsewhere or before: they count for the ramp, but are not in the window. */
  #earlier = 0;
  /** Part of the budget that may be spent at present. */
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

  /** From now on only this part of the budget is spent, 0 (exclusive) … 1. */
  tighten(share: number): void {
    if (share === this.#share) return;
    this.#share = share;
    if (this.lookups >= COLD_LOOKUPS) this.#recompute(this.#rho);
    else if (this.#earlier < COLD_LOOKUPS) this.#cut = this.#coldCut();
  }

  /** Noted here, over all time. */
  lookups = 0;

  /** Share of the window's look-ups that reach the cut; 0 before the first computation. */
  get hitRate(): number {
    return this.#filled === 0 ? 0 : this.#served / this.#filled;
  }

  /** Goes on where another instance, or this one before a restart, was. A window of its own takes over after 100 look-ups. */
  resume(lookups: number, cut: number): void {
    this.#earlier = lookups;
    if (this.lookups < COLD_LOOKUPS && lookups >= COLD_LOOKUPS) this.#cut = cut;
  }

  /** Notes a look-up. `rho`: how many times more errors audits found than were expected, from 1. */
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
