import { QuantizationError } from "./errors.js";

export interface Certificate {
  /** Whether the best `limit` rescored candidates are the exact top `limit`. */
  readonly certified: boolean;
  /** The `limit`-th best rescored similarity; undefined if fewer were rescored. */
  readonly kthSimilarity: number | undefined;
  /** By how much the certificate holds (≥ 0) or fails (< 0). Infinity if no element was left out. */
  readonly slack: number;
}

/**
 * Checks whether a rescored list contains the exact top `limit`. An element that was not rescored has a true similarity of at
 * most `bestLeftOut + band`. The list is certified if the `limit`-th best rescored similarity reaches that.
 *
 * - `bestLeftOut` is the largest code similarity of an element that was not rescored. That is the first candidate that was
 *   left out, or the last candidate if all were rescored and the set has more elements. Leave it undefined only if every
 *   element of the set was rescored.
 * - `rescoringError` is the largest error of the rescored similarities: 0 for float32, `residualBand` for residuals.
 *
 * The certificate is as reliable as the band: six sigma, or always with a strict bound. It does not know of elements that a
 * graph search has missed; an exhaustive search (`TRUTH`) misses none.
 */
export function certifyTopK(options: {
  rescored: readonly number[];
  limit: number;
  band: number;
  bestLeftOut?: number;
  rescoringError?: number;
}): Certificate {
  const { rescored, limit, band, bestLeftOut, rescoringError = 0 } = options;
  requireLimit(limit);
  const kthSimilarity = rescored.toSorted((a, b) => b - a)[limit - 1];
  if (bestLeftOut === undefined) return { certified: true, kthSimilarity, slack: Number.POSITIVE_INFINITY };
  if (kthSimilarity === undefined)
    return { certified: false, kthSimilarity, slack: Number.NEGATIVE_INFINITY };
  const slack = kthSimilarity - rescoringError - (bestLeftOut + band);
  return { certified: slack >= 0, kthSimilarity, slack };
}

function requireLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1)
    throw new QuantizationError("INVALID_ARGUMENT", `A limit is an integer ≥ 1, got ${limit}`, {
      details: { limit },
    });
}
