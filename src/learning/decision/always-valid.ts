/** A difference with an interval. */
export interface DifferenceInterval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** Differences of about this size are looked for: a share of five in a hundred. */
const EXPECTED_DIFFERENCE = 0.05;

/**
 * The interval of a difference that may be looked at as often as one likes, and be stopped at when it leaves out 0: the normal
 * mixture of the sequential probability ratio test (Robbins 1970; Johari, Koomen, Pekelis and Walsh 2022, "Always valid
 * inference", Operations Research 70:3). θ ± √(V (V + τ²) / τ² · (2 ln(1/α) + ln((V + τ²) / V))), τ = 0.05.
 *
 * @param variance - Of the difference's estimate; above 0.
 * @param alpha - Chance to leave out the truth at any time, for large numbers. Default 0.05.
 */
export function alwaysValidInterval(difference: number, variance: number, alpha = 0.05): DifferenceInterval {
  const mixture = EXPECTED_DIFFERENCE ** 2;
  const half = Math.sqrt(
    ((variance * (variance + mixture)) / mixture) *
      (2 * Math.log(1 / alpha) + Math.log((variance + mixture) / variance)),
  );
  return { difference, low: difference - half, high: difference + half };
}

/** Variance of a share, with a success and a failure added so that it is never 0 (Agresti and Coull 1998). */
export function varianceOfShare(share: number, trials: number): number {
  const smoothed = (share * trials + 1) / (trials + 2);
  return (smoothed * (1 - smoothed)) / (trials + 2);
}
