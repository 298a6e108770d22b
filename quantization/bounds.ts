import { QuantizationError } from "./errors.js";
import { requireDimension } from "./float32-vector.js";

/**
 * How far the similarity of int8 codes can be from the cosine of the float32 vectors. All figures are for the cosine
 * (−1 … 1). A Vector Set score is (1 + cosine) / 2, so its band is half as wide.
 *
 * There are two kinds. A **band** is statistical. It assumes that rounding errors are independent and uniform within one
 * step. The error of an inner product with a unit vector is then normal with a known sigma, and the band allows six sigma.
 * It held for every pair of embeddings that was measured. A vector can be constructed to exceed it (all rounding errors of
 * one sign), so a calibration checks the band on its sample (see quantization/README.md). A **strict bound** always holds and is much
 * wider.
 */

/** Standard deviation of a rounding error that is uniform within one step. */
const UNIFORM_SIGMA = 1 / Math.sqrt(12);

/** How many standard deviations a band allows. */
const BAND_SIGMAS = 6;

/** Error by float32 rounding of unit vectors, queries and scores, in addition to the error of the codes. */
const FLOAT32_NOISE = 2e-6;

/** Ranges of the two Q8 codes that are compared. Leave a side out if it is a float32 vector. */
export interface Q8Ranges {
  readonly storedRange?: number;
  readonly queryRange?: number;
}

/**
 * Six-sigma band of a Q8 similarity: 6 / (127 √12) · √(storedRange² + queryRange²) = 0.01364 · √(…), plus 2e-6
 * for float32 arithmetic.
 * A range is the one of `VEMB … RAW` and {@link encodeQ8}, or an upper quantile of the ranges in a collection. The band is
 * typically 0.0012 for a sentence encoder with 512 dimensions.
 */
export function q8Band(ranges: Q8Ranges): number {
  return bandOfSigmas(q8Sigma(ranges.storedRange ?? 0), q8Sigma(ranges.queryRange ?? 0));
}

/**
 * Strict bound of a Q8 similarity: the rounding error of each side has a length of at most √dimension · range / 254, so by
 * Cauchy-Schwarz |error| ≤ a + b + a · b, plus the error of the float32 sums of the norms.
 */
export function q8StrictBound(dimension: number, ranges: Q8Ranges): number {
  requireDimension(dimension);
  const side = (range: number | undefined) => (Math.sqrt(dimension) * (range ?? 0)) / 254;
  return strictBoundOfNorms(side(ranges.storedRange), side(ranges.queryRange), dimension);
}

/** Six-sigma band of a float32 query against a Q8 code with residual: 1/254 of the Q8 band of the stored side. */
export function residualBand(storedRange: number): number {
  return residualBandOfSigma(q8Sigma(storedRange));
}

/** {@link residualBand} from the sigma of the Q8 code. */
export function residualBandOfSigma(sigma: number): number {
  return bandOfSigmas(sigma, 0) / 254 + FLOAT32_NOISE;
}

/** Standard deviation of the error of an inner product of a Q8 code and a unit vector: range / (127 √12). */
export function q8Sigma(range: number): number {
  return (range / 127) * UNIFORM_SIGMA;
}

/**
 * The same for per-dimension codes: √(Σ (stepⱼ · otherⱼ)² / 12), where `other` is the unit vector on the other side. It does not
 * hold for clipped components, whose error can be larger than a step.
 */
export function stepsSigma(steps: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < steps.length; j++) sum += (steps[j]! * other[j]!) ** 2;
  return Math.sqrt(sum) * UNIFORM_SIGMA;
}

/** Six-sigma band for two independent errors with standard deviations `a` and `b`, plus float32 noise. */
export function bandOfSigmas(a: number, b: number): number {
  return BAND_SIGMAS * Math.hypot(a, b) + FLOAT32_NOISE;
}

/**
 * Strict bound of a similarity, from the lengths `a` and `b` of the two rounding errors: a + b + a · b, plus the largest error
 * of two float32 sums of `dimension` squares in groups of four. Each has a relative error of (dimension / 4 + 3) · 2⁻²⁴, and
 * half of that in the norm.
 */
export function strictBoundOfNorms(a: number, b: number, dimension: number): number {
  return a + b + a * b + (dimension / 4 + 3) * 2 ** -24 + FLOAT32_NOISE;
}

/** `rescore`: the codes cannot decide. Compare the float32 (or residual) similarity with the threshold. */
export type BandDecision = "above" | "below" | "rescore";

/**
 * Compares a similarity of codes with a threshold. `above` if similarity − band ≥ threshold, `below` if similarity + band <
 * threshold, and else `rescore`. All three are cosines.
 *
 * @throws QuantizationError `INVALID_ARGUMENT` for a negative band or NaN.
 */
export function decide(options: { similarity: number; threshold: number; band: number }): BandDecision {
  const { similarity, threshold, band } = options;
  if (!(band >= 0) || Number.isNaN(similarity) || Number.isNaN(threshold))
    throw new QuantizationError(
      "INVALID_ARGUMENT",
      "similarity, threshold and band: expected numbers, and a band of 0 or more",
      {
        details: { threshold, band },
      },
    );
  if (similarity - band >= threshold) return "above";
  return similarity + band < threshold ? "below" : "rescore";
}
