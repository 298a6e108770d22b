import type { DriftLevel, InputReading } from "./drift-report.js";

/** Least number of audits in each of the two windows. */
const LEAST_AUDITS = 50;
/** Most audits that are kept. The latest quarter is compared with the rest. */
const MOST_AUDITS = 1_000;
/** One-sided quantiles of the standard normal distribution: 1 in 200, and 1 in 20,000. So strict because the test is repeated. */
const WARN = 2.58;
const DRIFT = 3.89;

interface Sums {
  weight: number;
  squares: number;
  wrong: number;
}

/**
 * Compares the share of wrong answers among the latest audits with that among the earlier ones: a one-sided test of two
 * proportions, with one right and one wrong answer added to each (Agresti and Caffo 2000). Audits are drawn with different
 * probabilities; each counts by the inverse of its own, and the variance uses their effective number (Kish 1965).
 */
export class ErrorWatch {
  #audits: { readonly weight: number; readonly isRight: boolean }[] = [];

  /** @param weight - 1 / probability of the audit. */
  note(isRight: boolean, weight: number): void {
    this.#audits.push({ weight, isRight });
    if (this.#audits.length > MOST_AUDITS) this.#audits.splice(0, MOST_AUDITS / 4);
  }

  read(): InputReading | undefined {
    const audits = this.#audits;
    if (audits.length < 2 * LEAST_AUDITS) return undefined;
    const recent = Math.max(LEAST_AUDITS, Math.floor(audits.length / 4));
    const [before, now] = [this.#sumsOf(0, audits.length - recent), this.#sumsOf(audits.length - recent)];
    const [a, b] = [proportionOf(before), proportionOf(now)];
    const value = (b.adjusted - a.adjusted) / Math.sqrt(a.variance + b.variance);
    return { measure: "z", value, before: a.share, now: b.share, level: levelOf(value) };
  }

  renew(): void {
    this.#audits = [];
  }

  #sumsOf(from: number, to = this.#audits.length): Sums {
    const sums = { weight: 0, squares: 0, wrong: 0 };
    for (let at = from; at < to; at++) {
      const { weight, isRight } = this.#audits[at]!;
      sums.weight += weight;
      sums.squares += weight * weight;
      if (!isRight) sums.wrong += weight;
    }
    return sums;
  }
}

function proportionOf({ weight, squares, wrong }: Sums) {
  const share = wrong / weight;
  const count = (weight * weight) / squares + 2;
  const adjusted = (share * (count - 2) + 1) / count;
  return { share, adjusted, variance: (adjusted * (1 - adjusted)) / count };
}

function levelOf(z: number): DriftLevel {
  if (z >= DRIFT) return "drift";
  return z >= WARN ? "warn" : "ok";
}
