import { LRUCache } from "lru-cache";

/** Entries, and answers, that are remembered. */
const MAX_KEYS = 20_000;
/** Probability that an entry or answer is bad before anything is known of it, and however often it was right. */
const LEAST = 0.01;
/** Not even the surest model is right more often, because some labels are wrong. */
const MOST_RIGHT = 0.99;
/** How many times less often a bad one is right than a good one. */
const BAD_RIGHT = 0.1;

/**
 * Which entries and answers are bad: wrong from the start, or wrong since the right answer has changed. Bayes' rule computes the
 * probability of it after each label: a good one is right as often as the model says, a bad one a tenth as often. The probability
 * stays between 1 and 99 %, so that a good one may become bad at any time, and a bad one good (Shiryaev 1963).
 */
export class TrackRecord {
  readonly #bad = new LRUCache<string, number>({ max: MAX_KEYS });

  /** @param probability - Of a right answer, by the evidence alone. */
  note(key: string, probability: number, isRight: boolean): void {
    const right = Math.min(MOST_RIGHT, probability);
    const ifGood = isRight ? right : 1 - right;
    const ifBad = isRight ? BAD_RIGHT * right : 1 - BAD_RIGHT * right;
    const bad = this.#bad.get(key) ?? LEAST;
    const weight = bad * ifBad;
    const after = weight / (weight + (1 - bad) * ifGood);
    // 0 / 0 if the model was sure that the answer is wrong, and it was right: a label that says nothing.
    if (!Number.isNaN(after)) this.#bad.set(key, Math.min(1 - LEAST, Math.max(LEAST, after)));
  }

  /** By what the probability of a right answer is multiplied, 0.1 to 1. It is 1 for what never misled. */
  trust(key: string): number {
    const bad = this.#bad.get(key) ?? LEAST;
    return 1 - (1 - BAD_RIGHT) * (bad - LEAST);
  }
}
