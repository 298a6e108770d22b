import { dotFloat32 } from "./dot.js";
import { notFiniteError } from "./float32-vector.js";

/** How far a component of a degenerate dimension may lie from its value before it counts as clipped. */
const DEGENERATE_TOLERANCE = 1e-6;

/**
 * The inner loop of per-dimension coding: shifted = x̂ / step − base / step + 128.5, so that truncation is rounding
 * and 0 … 255 stand for the codes −128 … 127.
 */
export class DimensionRounding {
  readonly #dimension: number;
  /** 1 / step, or 0 where the dimension is degenerate. */
  readonly #factors: Float64Array;
  readonly #shifts: Float64Array;
  readonly #base: Float32Array;
  readonly #degenerate: readonly number[];
  /** Smallest shifted value that is a code: symmetric codes leave out −128. */
  readonly #lowest: number;
  /** Whether no component of a unit vector can leave int32 when scaled, so that `| 0` cannot wrap around. */
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

  /** The codes of a vector, its length, and how many components were cut. */
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

  /** Rounds all components, unrolled; false when one may lie outside the codes, so that the row needs cutting. */
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
      // Inside is 1 … 255: truncation sends −1 … 0 to 0, which needs the careful look.
      outside |= ((a | b | c | d) & ~255) | (((a - 1) | (b - 1) | (c - 1) | (d - 1)) >> 31);
    }
    for (; j < length; j++) {
      const a = (source[j]! * inverseNorm * factors[j]! + shifts[j]!) | 0;
      codes[j] = a - 128;
      outside |= (a & ~255) | ((a - 1) >> 31);
    }
    return outside === 0;
  }

  /** The careful way: cuts what lies outside the codes and counts it. */
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
