/**
 * Count, mean, variance, smallest and largest value per dimension of a stream of vectors, in one pass. Welford's update stays
 * accurate for large means. Memory: four doubles per dimension. Cost: O(dimension) per vector.
 */
export class RunningStatistics {
  readonly dimension: number;
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.mean = new Float64Array(dimension);
    this.low = new Float64Array(dimension).fill(Number.POSITIVE_INFINITY);
    this.high = new Float64Array(dimension).fill(Number.NEGATIVE_INFINITY);
    this.#squares = new Float64Array(dimension);
  }

  get count(): number {
    return this.#count;
  }

  add(vector: Float32Array): void {
    this.#count++;
    const { mean, low, high } = this;
    const squares = this.#squares;
    for (let j = 0; j < vector.length; j++) {
      const value = vector[j]!;
      const before = value - mean[j]!;
      mean[j] = mean[j]! + before / this.#count;
      squares[j] = squares[j]! + before * (value - mean[j]!);
      if (value < low[j]!) low[j] = value;
      if (value > high[j]!) high[j] = value;
    }
  }

  /** Population variance per dimension (divided by the count). */
  variance(): Float64Array {
    return this.#squares.map((sum) => (this.#count === 0 ? 0 : sum / this.#count));
  }
}

/** Mean and size of one window of vectors. */
export interface WindowSummary {
  /** Mean per dimension. */
  readonly mean: ArrayLike<number>;
  /** Number of vectors. */
  readonly count: number;
}

/**
 * How far the mean of vectors has moved, relative to the movement that chance alone gives. It is about 1 if nothing changed,
 * whatever the counts.
 *
 * ‖mean_now − mean_then‖ / √(Σ variance · (1 / n_now + 1 / n_then))
 *
 * @param totalVariance - Variance of the earlier window, summed over all dimensions. If it is 0, any change counts as infinite.
 */
export function meanShiftRatio(now: WindowSummary, then: WindowSummary, totalVariance: number): number {
  let shift = 0;
  for (let j = 0; j < now.mean.length; j++) shift += (now.mean[j]! - then.mean[j]!) ** 2;
  const chance = totalVariance * (1 / now.count + 1 / then.count);
  if (chance === 0) return shift === 0 ? 0 : Number.POSITIVE_INFINITY;
  return Math.sqrt(shift / chance);
}
