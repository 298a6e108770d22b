import { type ShareInterval, wilsonInterval } from "../../cache/contract/index.js";

/** Samples that were drawn with different probabilities. Each has a weight: the inverse of its probability. */
export interface WeightedSums {
  /** Sum of the weights. */
  weight: number;
  /** Sum of the squared weights. */
  squares: number;
  /** Sum of the weights of the wrong samples. */
  wrongWeight: number;
}

export interface WeightedSample {
  readonly weight: number;
  readonly isRight: boolean;
}

export function addSample(sums: WeightedSums, { weight, isRight }: WeightedSample): void {
  sums.weight += weight;
  sums.squares += weight * weight;
  if (!isRight) sums.wrongWeight += weight;
}

export function sumsOf(samples: readonly WeightedSample[]): WeightedSums {
  const sums = { weight: 0, squares: 0, wrongWeight: 0 };
  for (const sample of samples) addSample(sums, sample);
  return sums;
}

/**
 * Wilson's interval of the share of wrong samples. Each sample counts by its weight (Horvitz and Thompson 1952). The number of
 * trials is the effective one, (Σw)² / Σw² (Kish 1965).
 */
export function wrongInterval({ weight, squares, wrongWeight }: WeightedSums, z?: number): ShareInterval {
  if (!(weight > 0 && squares > 0)) return wilsonInterval(0, 0);
  const effective = (weight * weight) / squares;
  return wilsonInterval((wrongWeight / weight) * effective, effective, z);
}

/** A difference with an interval. */
export interface DifferenceInterval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** The interval is narrowest for differences of about five percentage points. */
const EXPECTED_DIFFERENCE = 0.05;

/**
 * A confidence interval of a difference that stays valid however often it is looked at. A trial may stop as soon as the interval
 * does not contain 0. It is the normal mixture of the sequential probability ratio test (Robbins 1970; Johari, Koomen, Pekelis
 * and Walsh 2022, "Always valid inference", Operations Research 70:3):
 * θ ± √(V (V + τ²) / τ² · (2 ln(1/α) + ln((V + τ²) / V))), τ = 0.05.
 *
 * @param variance - Of the estimated difference; above 0.
 * @param alpha - Probability that the true difference is ever outside the interval, for large samples. Default 0.05.
 */
export function alwaysValidInterval(difference: number, variance: number, alpha = 0.05): DifferenceInterval {
  const mixture = EXPECTED_DIFFERENCE ** 2;
  const half = Math.sqrt(
    ((variance * (variance + mixture)) / mixture) *
      (2 * Math.log(1 / alpha) + Math.log((variance + mixture) / variance)),
  );
  return { difference, low: difference - half, high: difference + half };
}

/** Variance of a share. One success and one failure are added, so that it is never 0 (Agresti and Coull 1998). */
export function varianceOfShare(share: number, trials: number): number {
  const smoothed = (share * trials + 1) / (trials + 2);
  return (smoothed * (1 - smoothed)) / (trials + 2);
}
