import { DimensionRounding } from "./dimension-rounding.js";
import { type DimensionCodecOptions, dimensionSteps } from "./dimension-steps.js";
import { dotFloat32, dotFloat32Int8 } from "./dot.js";
import { float32Vector, requireSameDimension, type VectorLike } from "./float32-vector.js";

/** A vector coded with per-dimension steps. Compare it only through the codec that made it. */
export interface DimensionCode {
  readonly codes: Int8Array;
  /** Euclidean length of the vector, float32; the codes are those of the unit vector. 0 for all zero. */
  readonly norm: number;
  /** How many components lay outside the bounds and were cut; the error bound does not hold for them. */
  readonly clipped: number;
}

/** A float32 query made ready for many codes of one codec. */
export interface DimensionQuery {
  /** The cosine similarity; only the stored side is rounded. No allocation. */
  similarity(codes: Int8Array): number;
}

/**
 * Per-dimension int8 between calibrated bounds, widened by a margin.
 *
 * With lo, hi the widened bounds of dimension j and x̂ = x / |x|:
 *   affine:    step = (hi − lo) / 255, base = lo + 128 · step, codes −128 … 127, zero-point = −base / step;
 *   symmetric: step = max(|lo|, |hi|) / 127, base = 0, codes −127 … 127.
 * code = (x̂ − base) / step rounded half up and cut to the codes; decoded = base + step · code.
 * Error bound: step / 2 per component that is not clipped, plus float32 rounding.
 *
 * Codes of two vectors must not be multiplied with each other as they are: every dimension has its own scale.
 * {@link similarity} and {@link prepareQuery} undo the scales.
 */
export class DimensionCodec {
  readonly dimension: number;
  readonly mode: "affine" | "symmetric";
  /** Width of one code step per dimension; 0 where the dimension is degenerate. */
  readonly steps: Float32Array;
  /** The value that code 0 stands for, per dimension. */
  readonly base: Float32Array;
  readonly #rounding: DimensionRounding;

  /** @throws QuantizationError `INVALID_ARGUMENT`, `DIMENSION_MISMATCH` for unusable bounds or margin. */
  constructor(options: DimensionCodecOptions) {
    const { steps, base } = dimensionSteps(options);
    this.dimension = steps.length;
    this.mode = options.mode ?? "affine";
    this.steps = steps;
    this.base = base;
    this.#rounding = new DimensionRounding(steps, base, this.mode);
  }

  /** @throws QuantizationError `INVALID_VECTOR` for NaN or ±Infinity, `DIMENSION_MISMATCH`. All zero is coded with norm 0. */
  encode(vector: VectorLike): DimensionCode {
    return this.#rounding.encode(float32Vector(vector, this.dimension));
  }

  /** The vector behind a code, times its norm unless `unit` is asked for. */
  decode(code: Pick<DimensionCode, "codes" | "norm">, options: { unit?: boolean } = {}): Float32Array {
    requireSameDimension(this.dimension, code.codes.length);
    const factor = options.unit === true ? 1 : code.norm;
    return this.steps.map((step, j) => (this.base[j]! + step * code.codes[j]!) * factor);
  }

  /** The cosine similarity of two codes, both sides rounded. Cost: O(dimension). */
  similarity(a: Pick<DimensionCode, "codes">, b: Pick<DimensionCode, "codes">): number {
    requireSameDimension(this.dimension, a.codes.length);
    requireSameDimension(this.dimension, b.codes.length);
    let sum = 0;
    for (let j = 0; j < this.dimension; j++) {
      const [step, base] = [this.steps[j]!, this.base[j]!];
      sum += (base + step * a.codes[j]!) * (base + step * b.codes[j]!);
    }
    return sum;
  }

  /** Folds the steps into a query once, so that similarity = constant + Σ weightⱼ · codeⱼ. `unitQuery` has length 1. */
  prepareQuery(unitQuery: Float32Array): DimensionQuery {
    requireSameDimension(this.dimension, unitQuery.length);
    const weights = unitQuery.map((component, j) => component * this.steps[j]!);
    const constant = dotFloat32(unitQuery, this.base);
    return {
      similarity: (codes) => constant + dotFloat32Int8(weights, codes),
    };
  }
}
