import { dotFloat32 } from "./dot.js";
import { notFiniteError } from "./float32-vector.js";

/** A component of a degenerate dimension counts as clipped if it differs from the base by more than this. */
const DEGENERATE_TOLERANCE = 1e-6;

/**
 * The inner loop of per-dimension encoding. It computes shifted = x̂ / step − base / step + 128.5, so that truncation rounds,
 * and 0 … 255 stand for the codes −128 … 127.
 */
export class DimensionRounding {
  readonly #dimension: number;
  /** 1 / step; 0 for a degenerate dimension. */
  readonly #factors: Float64Array;
  readonly #shifts: Float64Array;
  readonly #base: Float32Array;
  readonly #degenerate: readonly number[];
  /** Smallest shifted value that is a code. Symmetric codes do not use −128. */
  readonly #lowest: number;
  /** Whether all scaled components of unit vectors fit into int32, so that `| 0` cannot wrap around. */
  readonly #wrapSafe: boolean;

  constructor(steps: Float32Array, base: Float32Array, mode: "affine" | "symmetric") {
    this.#dimension = steps.length;
    this.#base = base;
    this.#lowest = mode === "symmetric" ? 1 : 0;
    this.#factors = Float64Array.from(steps, (step) => (step === 0 ? 0 : 1 / step));
    this.#shifts = this.#factors.map((factor, j) => 128.5 - base[j]! * factor);
    this.#degenerate = [...steps.keys()].filter((j) => steps[j] === 0);
    this.#wrapSafe = this.#factors.every((factor, j) => factor + Math.abs(this.#shifts[j]!) < 2 ** 31);
  }

  /** Returns the codes of a vector, its length, and the number of clipped components. */
  encode(source: Float32Array): { codes: Int8Array; norm: number; clipped: number } {
    const norm = Math.sqrt(dotFloat32(source, source));
    if (!Number.isFinite(norm)) throw notFiniteError(source, 0, this.#dimension);
    const inverseNorm = norm === 0 ? 0 : 1 / norm;
    const codes = new Int8Array(this.#dimension);
    const inside = this.#wrapSafe && this.#roundFast(source, inverseNorm, codes);
    let clipped = inside ? 0 : this.#roundAndCut(source, inverseNorm, codes);
    for (const j of this.#degenerate)
      if (Math.abs(source[j]! * inverseNorm - this.#base[j]!) > DEGENERATE_TOLERANCE) clipped++;
    return { codes, norm: Math.fround(norm), clipped };
  }

  /** Rounds all components in an unrolled loop. False if one may be outside the codes: then use the other loop. */
  #roundFast(source: Float32Array, inverseNorm: number, codes: Int8Array): boolean {
    const [factors, shifts] = [this.#factors, this.#shifts];
    const length = this.#dimension;
    let outside = 0;
    let j = 0;
    for (; j + 3 < length; j += 4) {
      const a = (source[j]! * inverseNorm * factors[j]! + shifts[j]!) | 0;
      const b = (source[j + 1]! * inverseNorm * factors[j + 1]! + shifts[j + 1]!) | 0;
      const c = (source[j + 2]! * inverseNorm * factors[j + 2]! + shifts[j + 2]!) | 0;
      const d = (source[j + 3]! * inverseNorm * factors[j + 3]! + shifts[j + 3]!) | 0;
      codes[j] = a - 128;
      codes[j + 1] = b - 128;
      codes[j + 2] = c - 128;
      codes[j + 3] = d - 128;
      // 1 … 255 is surely inside. Truncation also turns −1 … 0 into 0, so 0 needs the other loop.
      outside |= ((a | b | c | d) & ~255) | (((a - 1) | (b - 1) | (c - 1) | (d - 1)) >> 31);
    }
    for (; j < length; j++) {
      const a = (source[j]! * inverseNorm * factors[j]! + shifts[j]!) | 0;
      codes[j] = a - 128;
      outside |= (a & ~255) | ((a - 1) >> 31);
    }
    return outside === 0;
  }

  /** Rounds all components, and clips and counts those outside the codes. */
  #roundAndCut(source: Float32Array, inverseNorm: number, codes: Int8Array): number {
    const lowest = this.#lowest;
    let clipped = 0;
    for (let j = 0; j < this.#dimension; j++) {
      const shifted = source[j]! * inverseNorm * this.#factors[j]! + this.#shifts[j]!;
      if (shifted >= lowest && shifted < 256) codes[j] = (shifted | 0) - 128;
      else {
        codes[j] = shifted < 128 ? lowest - 128 : 127;
        clipped++;
      }
    }
    return clipped;
  }
}
