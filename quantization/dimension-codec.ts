import ndarray, { type NdArray } from "ndarray";
import { type DimensionCodecOptions, dimensionSteps } from "./dimension-steps.js";
import { dotFloat32 } from "./dot.js";
import { float32Vector, notFiniteError, requireSameDimension, type VectorLike } from "./float32-vector.js";
import { PreparedQuery } from "./prepared-query.js";
import { forEachRow, shapeOf, type VectorRows } from "./vector-rows.js";

/** How far a component of a degenerate dimension may lie from its value before it counts as clipped. */
const DEGENERATE_TOLERANCE = 1e-6;

/** A vector coded with per-dimension steps. Compare it only through the codec that made it. */
export interface DimensionCode {
  readonly codes: Int8Array;
  /** Euclidean length of the vector, float32; the codes are those of the unit vector. 0 for all zero. */
  readonly norm: number;
  /** How many components lay outside the bounds and were cut; the error bound does not hold for them. */
  readonly clipped: number;
}

/** Many codes: row i has `codes` row i (row-major), `norms[i]` and `clipped[i]`. */
export interface DimensionRows {
  readonly codes: NdArray<Int8Array>;
  readonly norms: Float32Array;
  readonly clipped: Uint32Array;
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
  readonly #inverseSteps: Float64Array;
  /** −base / step + 128.5: shifted by 128 so that truncation is rounding and 0 … 255 are the codes −128 … 127. */
  readonly #shifts: Float64Array;
  readonly #degenerate: readonly number[];
  /** Whether no component of a unit vector can leave int32 when scaled, so that `| 0` cannot wrap around. */
  readonly #wrapSafe: boolean;

  /** @throws QuantizationError `INVALID_ARGUMENT`, `DIMENSION_MISMATCH` for unusable bounds or margin. */
  constructor(options: DimensionCodecOptions) {
    const { steps, base } = dimensionSteps(options);
    this.dimension = steps.length;
    this.mode = options.mode ?? "affine";
    this.steps = steps;
    this.base = base;
    this.#inverseSteps = Float64Array.from(steps, (step) => (step === 0 ? 0 : 1 / step));
    this.#shifts = this.#inverseSteps.map((inverse, j) => 128.5 - base[j]! * inverse);
    this.#degenerate = [...steps.keys()].filter((j) => steps[j] === 0);
    this.#wrapSafe = this.#inverseSteps.every((inverse, j) => inverse + Math.abs(this.#shifts[j]!) < 2 ** 31);
  }

  /** The (fractional) code that stands for 0, per dimension: −base / step. NaN where the dimension is degenerate. */
  zeroPoints(): Float32Array {
    return this.base.map((base, j) => (this.steps[j] === 0 ? Number.NaN : -base / this.steps[j]!));
  }

  /** @throws QuantizationError `INVALID_VECTOR` for NaN or ±Infinity, `DIMENSION_MISMATCH`. All zero is coded with norm 0. */
  encode(vector: VectorLike): DimensionCode {
    const source = float32Vector(vector, this.dimension);
    const codes = new Int8Array(this.dimension);
    return { codes, ...this.#encodeInto(source, 0, codes, 0) };
  }

  /** {@link encode} for many rows. */
  encodeRows(rows: VectorRows): DimensionRows {
    const { count, dimension } = shapeOf(rows);
    if (count > 0) requireSameDimension(this.dimension, dimension);
    const codes = new Int8Array(count * this.dimension);
    const norms = new Float32Array(count);
    const clipped = new Uint32Array(count);
    forEachRow(rows, (data, start, row) => {
      const result = this.#encodeInto(data, start, codes, row * this.dimension);
      norms[row] = result.norm;
      clipped[row] = result.clipped;
    });
    return { codes: ndarray(codes, [count, this.dimension]), norms, clipped };
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

  /** A float32 query made ready for many codes. `unitQuery` has length 1. */
  prepareQuery(unitQuery: Float32Array): PreparedQuery {
    requireSameDimension(this.dimension, unitQuery.length);
    return new PreparedQuery(
      unitQuery.map((component, j) => component * this.steps[j]!),
      dotFloat32(unitQuery, 0, this.base, 0, this.dimension),
    );
  }

  #encodeInto(
    source: Float32Array,
    start: number,
    codes: Int8Array,
    codesStart: number,
  ): { norm: number; clipped: number } {
    const { dimension } = this;
    const norm = Math.sqrt(dotFloat32(source, start, source, start, dimension));
    if (!Number.isFinite(norm)) throw notFiniteError(source, start, dimension);
    const inverseNorm = norm === 0 ? 0 : 1 / norm;
    const inside = this.#wrapSafe && this.#roundFast(source, start, inverseNorm, codes, codesStart);
    let clipped = inside ? 0 : this.#roundAndCut(source, start, inverseNorm, codes, codesStart);
    for (const j of this.#degenerate)
      if (Math.abs(source[start + j]! * inverseNorm - this.base[j]!) > DEGENERATE_TOLERANCE) clipped++;
    return { norm: Math.fround(norm), clipped };
  }
  /** Rounds all components, unrolled; false when one lay outside the codes, so that the row needs cutting. */
  #roundFast(
    source: Float32Array,
    start: number,
    inverseNorm: number,
    codes: Int8Array,
    codesStart: number,
  ): boolean {
    const { dimension } = this;
    const [factors, shifts] = [this.#inverseSteps, this.#shifts];
    let outside = 0;
    let j = 0;
    for (; j + 3 < dimension; j += 4) {
      const a = (source[start + j]! * inverseNorm * factors[j]! + shifts[j]!) | 0;
      const b = (source[start + j + 1]! * inverseNorm * factors[j + 1]! + shifts[j + 1]!) | 0;
      const c = (source[start + j + 2]! * inverseNorm * factors[j + 2]! + shifts[j + 2]!) | 0;
      const d = (source[start + j + 3]! * inverseNorm * factors[j + 3]! + shifts[j + 3]!) | 0;
      codes[codesStart + j] = a - 128;
      codes[codesStart + j + 1] = b - 128;
      codes[codesStart + j + 2] = c - 128;
      codes[codesStart + j + 3] = d - 128;
      // 1 … 255 in eight bits, and at least 1: truncation sends −1 … 0 to 0, which needs the careful look.
      outside |= ((a | b | c | d) & ~255) | (((a - 1) | (b - 1) | (c - 1) | (d - 1)) >> 31);
    }
    for (; j < dimension; j++) {
      const a = (source[start + j]! * inverseNorm * factors[j]! + shifts[j]!) | 0;
      codes[codesStart + j] = a - 128;
      outside |= (a & ~255) | ((a - 1) >> 31);
    }
    return outside === 0;
  }

  /** The careful way: cuts what lies outside the codes and counts it. */
  #roundAndCut(
    source: Float32Array,
    start: number,
    inverseNorm: number,
    codes: Int8Array,
    codesStart: number,
  ): number {
    const lowest = this.mode === "symmetric" ? 1 : 0;
    let clipped = 0;
    for (let j = 0; j < this.dimension; j++) {
      const shifted = source[start + j]! * inverseNorm * this.#inverseSteps[j]! + this.#shifts[j]!;
      if (shifted >= lowest && shifted < 256) codes[codesStart + j] = (shifted | 0) - 128;
      else {
        codes[codesStart + j] = shifted < 128 ? lowest - 128 : 127;
        clipped++;
      }
    }
    return clipped;
  }
}
