import type { Label } from "./label.js";
import { fitWeights, logOdds } from "./logistic-model.js";

/** Only this many of the latest labels count, because the model becomes better as the cache fills. */
const LATEST = 2_000;
/** How many labels the assumption counts for that the model is right. */
const PRIOR_PRECISION = 20;

/**
 * Corrects the log odds of answers that are rather right than wrong. The model is fitted to all labels, and most of them are
 * misses far from where answers are served; and doubts about entries and answers only lower its odds. So it is off where answers
 * are served. A second fit, of a shift and a slope, compares the odds that were given before the right answer was known with what
 * happened. It has only the latest labels with log odds above 0 (Platt 1999).
 */
export class SureAnswers {
  readonly #prior = { weights: Float64Array.of(0, 1), precision: PRIOR_PRECISION };
  #weights = this.#prior.weights;

  /** @param weights - Of the model, for labels without `odds`. @param labels - Oldest first. */
  fit(weights: Float64Array, labels: readonly Pick<Label, "x" | "odds" | "isRight">[]): void {
    const sure = labels.slice(-LATEST).flatMap(({ x, odds = logOdds(weights, x), isRight }) => {
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
