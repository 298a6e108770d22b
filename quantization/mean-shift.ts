/** What one window of vectors looked like. */
export interface WindowSummary {
  /** Per dimension. */
  readonly mean: ArrayLike<number>;
  readonly count: number;
}

/**
 * How far the mean of vectors has moved, in units of what chance alone gives: about 1 without a change, whatever the counts.
 *
 * ‖mean_now − mean_then‖ / √(Σ variance · (1 / n_now + 1 / n_then))
 *
 * @param totalVariance - Of the earlier window, summed over all dimensions. Of no variance at all any change is infinite.
 */
export function meanShiftRatio(now: WindowSummary, then: WindowSummary, totalVariance: number): number {
  let shift = 0;
  for (let j = 0; j < now.mean.length; j++) shift += (now.mean[j]! - then.mean[j]!) ** 2;
  const chance = totalVariance * (1 / now.count + 1 / then.count);
  if (chance === 0) return shift === 0 ? 0 : Number.POSITIVE_INFINITY;
  return Math.sqrt(shift / chance);
}
