import { QuantizationError } from "./errors.js";
import { requireDimension, requireSameDimension } from "./float32-vector.js";

/** A dimension whose bounds are closer than this carries no information: step 0, code 0, value `low`. */
const DEGENERATE_WIDTH = 1e-9;

export interface DimensionCodecOptions {
  /** Smallest and largest value of each component over sample unit vectors; two arrays of one length. */
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** Widening of each side, as a share of high − low. 0 … 10, default 0. See README.md for 0.10 and 0.25. */
  readonly margin?: number;
  /** "affine" (default) has a zero-point and uses 256 codes between the bounds; "symmetric" centres on 0. */
  readonly mode?: "affine" | "symmetric";
}

/** Per dimension: the width of one code step (0 where degenerate) and the value that code 0 stands for. */
interface DimensionSteps {
  readonly steps: Float32Array;
  readonly base: Float32Array;
}

/**
 * Steps and bases from bounds; formulas at `DimensionCodec`.
 * @throws QuantizationError `INVALID_ARGUMENT` for bounds that are not finite or reversed, or a margin outside 0 … 10;
 *   `DIMENSION_MISMATCH` for bounds of two lengths.
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
