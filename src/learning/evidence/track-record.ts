import { LRUCache } from "lru-cache";

/** Entries, and answers, that are remembered. */
const MAX_KEYS = 20_000;
/** How much of what was known before a label still counts after it. Entries that were right for long may become wrong. */
const KEPT = 0.9;
/** Variance of the difference between an entry (or answer) and the others, in log odds, before anything is known of it. */
const VARIANCE = 1;

/** What is known of one entry or one answer. */
interface Sums {
  /** Sum of the differences between what happened, 1 or 0, and the probability of a right answer. */
  residual: number;
  /** Sum of p (1 − p). */
  information: number;
}

/**
 * Which entries and answers were wrong more often than their evidence says. One that misled, because it was wrong from the start
 * or because the right answer has changed, is trusted less from then on, until it was right a few times.
 *
 * The doubt about one is its intercept in a logistic model, which is normally distributed around 0 with a variance of 1, by one
 * Newton step from 0, if it is negative.
 */
export class TrackRecord {
  readonly #sums = new LRUCache<string, Sums>({ max: MAX_KEYS });

  /** @param probability - That the model gave to the answer. */
  note(key: string, probability: number, isRight: boolean): void {
    const { residual, information } = this.#sums.get(key) ?? { residual: 0, information: 0 };
    this.#sums.set(key, {
      residual: KEPT * residual + (isRight ? 1 : 0) - probability,
      information: KEPT * information + probability * (1 - probability),
    });
  }

  /** What is subtracted from the log odds, 0 or more. */
  doubt(key: string): number {
    const sums = this.#sums.get(key);
    return sums === undefined ? 0 : Math.max(0, -sums.residual / (sums.information + 1 / VARIANCE));
  }
}
