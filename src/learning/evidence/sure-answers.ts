import { fitWeights, type LabelledRow, logOdds } from "./logistic-model.js";

/** Only this many of the latest labels count, because the model becomes better as the cache fills. */
const LATEST = 1_000;
/** How many labels the assumption counts for that the model is right. */
const PRIOR_PRECISION = 20;

/**
 * Corrects the log odds of answers that are rather right than wrong. The model is fitted to all labels, and most of them are
 * misses far from where answers are served, so it is off there. A second fit, of a shift and a slope, has only the latest labels
 * with log odds above 0 (Platt 1999).
 */
export class SureAnswers {
  readonly #prior = { weights: Float64Array.of(0, 1), precision: PRIOR_PRECISION };
  #weights = this.#prior.weights;

  /** @param weights - Of the model, fitted to these rows. @param rows - Oldest first. */
  fit(weights: Float64Array, rows: readonly LabelledRow[]): void {
    const sure = rows.slice(-LATEST).flatMap(({ x, isRight }) => {
      const odds = logOdds(weights, x);
      return odds > 0 ? [{ x: Float64Array.of(1, odds), isRight }] : [];
    });
    const fitted = fitWeights(this.#prior.weights, sure, this.#prior);
    // Less evidence must never make an answer more probable.
    if (fitted[1]! > 0) this.#weights = fitted;
  }

  corrected(odds: number): number {
    return odds > 0 ? this.#weights[0]! + this.#weights[1]! * odds : odds;
  }
}
