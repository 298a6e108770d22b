import { QuantizationError } from "./errors.js";
import { requireDimension } from "./float32-vector.js";

/**
 * How far a similarity from int8 codes can lie from the cosine of the float32 vectors. All figures here are about the
 * cosine (−1 … 1); a Vector Set score is (1 + cosine) / 2, so its band is half as wide.
 *
 * Two kinds. A **band** is statistical: it takes rounding errors as independent and uniform within one step, which
 * makes the error of an inner product with a unit vector normal with a known sigma, and allows six sigma. It held for
 * every pair measured on embeddings; a constructed vector whose roundings all share one sign breaks it, so a
 * calibration verifies it on the sample (see README.md). A **strict bound** always holds and is much wider.
 */

/** Standard deviation of a rounding error that is uniform within one step. */
const UNIFORM_SIGMA = 1 / Math.sqrt(12);

/** How many standard deviations a band allows. */
const BAND_SIGMAS = 6;

/** Float32 rounding of unit vectors, queries and scores, on top of any rounding to codes. */
const FLOAT32_NOISE = 2e-6;

/** Ranges of the two Q8 codes that are compared; a side left out is at float32 precision. */
export interface Q8Ranges {
  readonly storedRange?: number;
  readonly queryRange?: number;
}

/**
 * Six-sigma band of a Q8 similarity: 6 / (127 √12) · √(storedRange² + queryRange²) = 0.01364 · √(…), plus 2e-6
 * for float32 arithmetic.
 * `range` is what `VEMB … RAW` and {@link encodeQ8} give, or an upper quantile of it over the collection.
 * Typically 0.0012 for a 512-dimensional sentence encoder.
 */
export function q8Band(ranges: Q8Ranges): number {
  return bandOfSigmas(q8Sigma(ranges.storedRange ?? 0), q8Sigma(ranges.queryRange ?? 0));
}

/**
 * Strict bound of a Q8 similarity: each side's rounding error is at most √dimension · range / 254 long (Cauchy-Schwarz),
 * so |error| ≤ a + b + a · b, plus what float32 summation of the norms can lose.
 */
export function q8StrictBound(dimension: number, ranges: Q8Ranges): number {
  requireDimension(dimension);
  const side = (range: number | undefined) => (Math.sqrt(dimension) * (range ?? 0)) / 254;
  return strictBoundOfNorms(side(ranges.storedRange), side(ranges.queryRange), dimension);
}

/** Six-sigma band of a float32 query against Q8 code plus residual: the Q8 band of that side, 254 times narrower. */
export function residualBand(storedRange: number): number {
  return residualBandOfSigma(q8Sigma(storedRange));
}

/** {@link residualBand} from the sigma of the Q8 code. */
export function residualBandOfSigma(sigma: number): number {
  return bandOfSigmas(sigma, 0) / 254 + FLOAT32_NOISE;
}

/** Standard deviation that one Q8 rounding adds to the inner product with a unit vector: range / (127 √12). */
export function q8Sigma(range: number): number {
  return (range / 127) * UNIFORM_SIGMA;
}

/**
 * The same for per-dimension steps: √(Σ (stepⱼ · otherⱼ)² / 12), where `other` is the unit vector on the other side.
 * Void for clipped components: their error is not bounded by a step.
 */
export function stepsSigma(steps: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < steps.length; j++) sum += (steps[j]! * other[j]!) ** 2;
  return Math.sqrt(sum) * UNIFORM_SIGMA;
}

/** Six-sigma band of two independent roundings, plus float32 noise. */
export function bandOfSigmas(a: number, b: number): number {
  return BAND_SIGMAS * Math.hypot(a, b) + FLOAT32_NOISE;
}

/**
 * Strict bound from the lengths of the two rounding errors: a + b + a · b, plus the worst loss of two float32 sums of
 * `dimension` squares in groups of four (each (dimension / 4 + 3) · 2⁻²⁴ relative, half of it in the norm).
 */
export function strictBoundOfNorms(a: number, b: number, dimension: number): number {
  return a + b + a * b + (dimension / 4 + 3) * 2 ** -24 + FLOAT32_NOISE;
}

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
