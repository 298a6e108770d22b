/** Errors of approximate similarities, and the recall of the ranking by them. */
export interface PairErrors {
  /** Mean |error| of the cosine over all pairs. */
  readonly mean: number;
  /** 99th percentile of the |error|. */
  readonly p99: number;
  /** Largest |error|. */
  readonly max: number;
  /** Share of the exact ten nearest that are among the approximate ten nearest, averaged over the queries. */
  readonly recallAt10: number;
}

/** Exact similarities that differ by less count as ties in the recall, because the order of summation can swap them. */
const TIE = 1e-6;

/**
 * Compares two tables of similarities, queries × database, row-major. The recall is that of the nearest 10, or of all if the
 * database is smaller.
 */
export function pairErrors(exact: Float64Array, approximate: Float64Array, databaseSize: number): PairErrors {
  const errors = exact.map((similarity, pair) => Math.abs(approximate[pair]! - similarity));
  const recalls: number[] = [];
  for (let start = 0; start < exact.length; start += databaseSize)
    recalls.push(
      recall(exact.subarray(start, start + databaseSize), approximate.subarray(start, start + databaseSize)),
    );
  return {
    mean: mean(errors),
    p99: quantile(errors, 0.99),
    max: quantile(errors, 1),
    recallAt10: mean(recalls),
  };
}

function recall(exact: Float64Array, approximate: Float64Array): number {
  const limit = Math.min(10, exact.length);
  const leastExact = exact.toSorted()[exact.length - limit]!;
  const leastFound = approximate.toSorted()[exact.length - limit]!;
  let found = 0;
  let right = 0;
  for (let index = 0; index < exact.length && found < limit; index++) {
    if (approximate[index]! < leastFound) continue;
    found++;
    if (exact[index]! >= leastExact - TIE) right++;
  }
  return right / limit;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length === 0 ? 0 : sum / values.length;
}

/** The quantile of the values by nearest rank, with `share` from 0 to 1; 0 for no values. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
