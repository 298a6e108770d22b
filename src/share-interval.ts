/** A share with its confidence interval, `low` to `high`. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval of `successes` out of `trials` (Wilson 1927, JASA 22:209). Unlike the normal approximation it also
 * holds for few trials and for shares near 0 or 1. Without trials it is 0 to 1.
 *
 * @param z - Quantile of the normal distribution; 1.96, the default, for 95 %.
 */
export function wilsonInterval(successes: number, trials: number, z = 1.96): ShareInterval {
  if (trials === 0) return { share: Number.NaN, low: 0, high: 1 };
  const share = successes / trials;
  const square = z * z;
  const centre = (share + square / (2 * trials)) / (1 + square / trials);
  const half =
    (z * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials))) / (1 + square / trials);
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * The 95 % interval of the mean of shares, each of `trials` trials that may hang together, as the neighbours of one query do. It is
 * Wilson's with the effective number of trials, p (1 − p) / s² for each share, where s² is the variance of the shares (Korn and
 * Graubard 1998, Survey Methodology 24:193); at most `trials` for each.
 */
export function meanShareInterval(shares: readonly number[], trials: number): ShareInterval {
  const count = shares.length;
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, count);
  const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0);
  const each = squares === 0 ? trials : (mean * (1 - mean) * (count - 1)) / squares;
  const effective = count * Math.min(trials, each);
  return wilsonInterval(mean * effective, effective);
}

/** A share of 0 to 1 in words. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
