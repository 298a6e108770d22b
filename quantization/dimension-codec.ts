import { DimensionRounding } from "./dimension-rounding.js";
import { type DimensionCodecOptions, dimensionSteps } from "./dimension-steps.js";
import { dotFloat32, dotFloat32Int8 } from "./dot.js";
import { float32Vector, requireSameDimension, type VectorLike } from "./float32-vector.js";

/** A vector that was encoded with per-dimension steps. Only the codec that made it can compare it. */
export interface DimensionCode {
  readonly codes: Int8Array;
  /** Euclidean length of the vector as float32. The codes are those of the unit vector. 0 if the vector is all zero. */
  readonly norm: number;
  /** Number of components outside the bounds. They were clipped, and the error bound does not hold for them. */
  readonly clipped: number;
}

/** A float32 query that is prepared for comparison with many codes. */
export interface DimensionQuery {
  /** The cosine similarity with a code. Only the code is rounded, not the query. Allocates nothing. */
  similarity(codes: Int8Array): number;
}

/**
 * Per-dimension int8 codes between calibrated bounds, which are widened by a margin.
 *
 * With the widened bounds lo and hi of a dimension and x̂ = x / |x|:
 * - affine: step = (hi − lo) / 255, base = lo + 128 · step, codes −128 … 127, zero-point = −base / step;
 * - symmetric: step = max(|lo|, |hi|) / 127, base = 0, codes −127 … 127.
 *
 * code = (x̂ − base) / step, rounded half up and clipped; decoded = base + step · code. Error bound: step / 2 per component
 * that is not clipped, plus float32 rounding.
 *
 * Do not multiply the codes of two vectors directly, because every dimension has its own scale. Use {@link similarity} or
 * {@link prepareQuery}.
 */
export class DimensionCodec {
  readonly dimension: number;
  readonly mode: "affine" | "symmetric";
  /** Width of one code step per dimension; 0 for a degenerate dimension, whose bounds are equal. */
  readonly steps: Float32Array;
  /** The value of code 0, per dimension. */
  readonly base: Float32Array;
  readonly #rounding: DimensionRounding;

  /** @throws QuantizationError `INVALID_ARGUMENT` or `DIMENSION_MISMATCH` for invalid bounds or margin. */
  constructor(options: DimensionCodecOptions) {
    const { steps, base } = dimensionSteps(options);
    this.dimension = steps.length;
    this.mode = options.mode ?? "affine";
    this.steps = steps;
    this.base = base;
    this.#rounding = new DimensionRounding(steps, base, this.mode);
  }

  /** Encodes a vector. One that is all zero gets norm 0. @throws QuantizationError `INVALID_VECTOR` for NaN or ±Infinity, `DIMENSION_MISMATCH`. */
  encode(vector: VectorLike): DimensionCode {
    return this.#rounding.encode(float32Vector(vector, this.dimension));
  }

  /** Decodes a vector: the unit vector with `unit`, and else the vector with its norm. */
  decode(code: Pick<DimensionCode, "codes" | "norm">, options: { unit?: boolean } = {}): Float32Array {
    requireSameDimension(this.dimension, code.codes.length);
    const factor = options.unit === true ? 1 : code.norm;
    return this.steps.map((step, j) => (this.base[j]! + step * code.codes[j]!) * factor);
  }

  /** The cosine similarity of two codes. Cost: O(dimension). */
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

  /** Prepares a query so that similarity = constant + Σ weightⱼ · codeⱼ. `unitQuery` has length 1. */
  prepareQuery(unitQuery: Float32Array): DimensionQuery {
    requireSameDimension(this.dimension, unitQuery.length);
    const weights = unitQuery.map((component, j) => component * this.steps[j]!);
    const constant = dotFloat32(unitQuery, this.base);
    return {
      similarity: (codes) => constant + dotFloat32Int8(weights, codes),
    };
  }
}
