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
  readonly #window: number[] = [];
  #next = 0;
  #lookups = 0;
  #cut: number;

  constructor(budget: number) {
    this.#budget = budget;
    this.#cut = this.#coldCut();
  }

  get cut(): number {
    return this.#cut;
  }

  get lookups(): number {
    return this.#lookups;
  }

  /** Notes a look-up. `rho`: how many times more errors audits found than were expected, from 1. */
  note(probability: number, rho: number): void {
    if (this.#window.length < WINDOW) this.#window.push(probability);
    else this.#window[this.#next] = probability;
    this.#next = (this.#next + 1) % WINDOW;
    this.#lookups++;
    if (this.#lookups % RECOMPUTE_EVERY === 0) this.#cut = this.#recompute(rho);
  }

  #recompute(rho: number): number {
    if (this.#lookups < COLD_LOOKUPS) return this.#coldCut();
    const ramp = Math.min(1, RAMP_START + ((1 - RAMP_START) * this.#lookups) / RAMP_LOOKUPS);
    let allowance = (this.#budget * ramp * this.#window.length) / rho;
    let cut = 1;
    for (const probability of this.#window.toSorted((a, b) => b - a)) {
      if (probability < LEAST_PROBABILITY) break;
      allowance -= 1 - probability;
      if (allowance < 0) break;
      cut = probability;
    }
    return cut;
  }

  #coldCut(): number {
    return 1 - this.#budget / 4;
  }
}
