import { sumsOf, type WeightedSample, type WeightedSums } from "../contract/intervals.js";
import { type InputReading, levelOf } from "./drift-report.js";

/** Each of the two windows needs this many audits. */
const LEAST_AUDITS = 50;
/** Audits that are kept, at most. The latest quarter is compared with the rest. */
const MOST_AUDITS = 1_000;
/** One-sided quantiles of the standard normal distribution, 1 in 200 and 1 in 20,000: strict, because the test is repeated. */
const WARN = 2.58;
const DRIFT = 3.89;

/**
 * Compares the share of wrong answers in the latest audits with that in the earlier ones: a one-sided test of two proportions,
 * with one right and one wrong answer added to each (Agresti and Caffo 2000). Audits are made with different probabilities, so
 * each counts by the inverse of its own, and the variance uses their effective number (Kish 1965).
 */
export class ErrorWatch {
  #audits: WeightedSample[] = [];

  /** @param weight - 1 / probability of the audit. */
  note(isRight: boolean, weight: number): void {
    this.#audits.push({ weight, isRight });
    if (this.#audits.length > MOST_AUDITS) this.#audits.splice(0, MOST_AUDITS / 4);
  }

  read(): InputReading | undefined {
    const audits = this.#audits;
    if (audits.length < 2 * LEAST_AUDITS) return undefined;
    const recent = Math.max(LEAST_AUDITS, Math.floor(audits.length / 4));
    const before = proportionOf(sumsOf(audits.slice(0, -recent)));
    const now = proportionOf(sumsOf(audits.slice(-recent)));
    const value = (now.adjusted - before.adjusted) / Math.sqrt(before.variance + now.variance);
    const level = levelOf(value, { warn: WARN, drift: DRIFT });
    return { measure: "z", value, before: before.share, now: now.share, level };
  }

  renew(): void {
    this.#audits = [];
  }
}

function proportionOf({ weight, squares, wrongWeight }: WeightedSums) {
  const share = wrongWeight / weight;
  const count = (weight * weight) / squares + 2;
  const adjusted = (share * (count - 2) + 1) / count;
  return { share, adjusted, variance: (adjusted * (1 - adjusted)) / count };
}
