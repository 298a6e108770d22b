import { QuantizationError } from "./errors.js";
import { requireDimension, requireSameDimension } from "./float32-vector.js";

/** A dimension whose bounds are closer than this is degenerate: step 0, code 0, value `low`. */
const DEGENERATE_WIDTH = 1e-9;

export interface DimensionCodecOptions {
  /** Smallest value of each component in a sample of unit vectors. */
  readonly low: ArrayLike<number>;
  /** Largest value of each component, of the same length as `low`. */
  readonly high: ArrayLike<number>;
  /** How far the bounds are widened on each side, as a share of high − low, 0 … 10. Default 0. quantization/README.md compares 0.10 and 0.25. */
  readonly margin?: number;
  /** `affine` has a zero-point and 256 codes between the bounds. `symmetric` has 255 codes around 0. Default `affine`. */
  readonly mode?: "affine" | "symmetric";
}

/** For each dimension the width of one code step (0 if degenerate) and the value of code 0. */
interface DimensionSteps {
  readonly steps: Float32Array;
  readonly base: Float32Array;
}

/**
 * Computes steps and bases from bounds, with the formulas of `DimensionCodec`.
 *
 * @throws QuantizationError `INVALID_ARGUMENT` for bounds that are reversed or not finite, or a margin outside 0 … 10;
 *   `DIMENSION_MISMATCH` for bounds of different lengths.
 */
export function dimensionSteps(options: DimensionCodecOptions): DimensionSteps {
  const { low, high, margin = 0, mode = "affine" } = options;
  requireDimension(low.length);
  requireSameDimension(low.length, high.length);
  if (!(margin >= 0 && margin <= 10))
    throw new QuantizationError("INVALID_ARGUMENT", `A margin is a share in 0 … 10, got ${margin}`, {
      details: { margin },
    });
  const steps = new Float32Array(low.length);
  const base = new Float32Array(low.length);
  for (let j = 0; j < low.length; j++) {
    const width = high[j]! - low[j]!;
    if (!(width >= 0 && Number.isFinite(width)))
      throw new QuantizationError(
        "INVALID_ARGUMENT",
        `The bounds of dimension ${j} are reversed or not finite`,
        {
          details: { index: j },
        },
      );
    if (width < DEGENERATE_WIDTH) {
      base[j] = low[j]!;
      continue;
    }
    const [lo, hi] = [low[j]! - margin * width, high[j]! + margin * width];
    if (mode === "symmetric") steps[j] = Math.max(Math.abs(lo), Math.abs(hi)) / 127;
    else {
      steps[j] = (hi - lo) / 255;
      base[j] = lo + 128 * steps[j]!;
    }
  }
  return { steps, base };
}
