import { QuantizationError } from "./errors.js";

/** "rescore" means: the code cannot tell; compare the float32 (or residual) similarity with the threshold. */
export type BandDecision = "above" | "below" | "rescore";

/**
 * Whether a similarity from codes decides a threshold: above when similarity − band ≥ threshold, below when
 * similarity + band < threshold, otherwise it has to be rescored exactly. All three on the same scale (cosines).
 * @throws QuantizationError `INVALID_ARGUMENT` for a negative band or NaN.
 */
export function decide(options: { similarity: number; threshold: number; band: number }): BandDecision {
  const { similarity, threshold, band } = options;
  if (!(band >= 0) || Number.isNaN(similarity) || Number.isNaN(threshold))
    throw new QuantizationError(
      "INVALID_ARGUMENT",
      "A decision needs a similarity, a threshold and a band ≥ 0",
      {
        details: { threshold, band },
      },
    );
  if (similarity - band >= threshold) return "above";
  return similarity + band < threshold ? "below" : "rescore";
}
