import { QuantizationError } from "./errors.js";

export interface Certificate {
  /** Whether the `limit` best of the rescored candidates are the exact top `limit`. */
  readonly certified: boolean;
  /** The `limit`-th best exact similarity, or undefined when fewer were rescored. */
  readonly kthSimilarity: number | undefined;
  /** How much room was left (≥ 0) or was missing (< 0). Infinity when nothing was left out. */
  readonly slack: number;
}

/**
 * Whether a rescored list is known to hold the exact top `limit`: every element that was not rescored has a true
 * similarity of at most `bestLeftOut + band`, and the `limit`-th best rescored one reaches that.
 *
 * `bestLeftOut` is the largest code similarity among elements that were not rescored: of the first candidate left
 * out, or of the last candidate returned when all were rescored but the set holds more. Leave it out only when every
 * element of the set was rescored. `rescoringError` is what the rescored similarities may be off by (0 for float32,
 * see `residualBand` for residuals).
 *
 * The certificate is as good as the band (six sigma, or a proof with the strict bound), and it speaks of the list
 * that the server ranked: a graph search may have missed elements altogether, an exhaustive one (`TRUTH`) has not.
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
