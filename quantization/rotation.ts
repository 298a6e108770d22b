import { float32Vector, requireDimension, type VectorLike } from "./float32-vector.js";
import { SeededRandom } from "./seeded-random.js";
import { walshHadamard } from "./walsh-hadamard.js";

/** Name of this procedure in stored records. Any change of the procedure or of its signs needs a new name. */
export const ROTATION_ALGORITHM = "sign-hadamard-1";

/**
 * A seeded orthogonal rotation. It spreads every component over many, so that no single dimension determines the int8 range.
 * Lengths, inner products and cosines stay the same.
 *
 * Formula: m is the largest power of two ≤ dimension, H the Walsh-Hadamard matrix divided by √m, and S₁ and S₂ are diagonals
 * of seeded random signs. The first m components become H · S₁ · them. If dimension ≠ m, the last m components then become
 * H · S₂ · them. It is computed in double precision and rounded once to float32 (relative error ≤ 2⁻²⁴ per component). The
 * same seed and dimension give the same rotation on every machine.
 *
 * Cost: O(dimension · log dimension). An instance has one scratch vector, so threads must not share it.
 */
export class Rotation {
  readonly dimension: number;
  readonly seed: number;
  readonly #size: number;
  readonly #scratch: Float64Array;
  /** Signs of the first step and, if dimension ≠ m, of the second, each already divided by √m. */
  readonly #steps: readonly { start: number; signs: Float64Array }[];

  /** @throws QuantizationError `INVALID_ARGUMENT` unless the seed is an integer in 0 … 2³² − 1. */
  constructor(options: { dimension: number; seed: number }) {
    const { dimension, seed } = options;
    requireDimension(dimension);
    this.dimension = dimension;
    this.seed = seed;
    this.#size = 1 << (31 - Math.clz32(dimension));
    this.#scratch = new Float64Array(dimension);
    const random = new SeededRandom(seed);
    const scale = 1 / Math.sqrt(this.#size);
    const starts = this.#size === dimension ? [0] : [0, dimension - this.#size];
    this.#steps = starts.map((start) => ({
      start,
      signs: Float64Array.from({ length: this.#size }, () => random.sign() * scale),
    }));
  }

  /** Returns the rotated vector. NaN and ±Infinity spread to other components; codecs refuse them. @throws QuantizationError `DIMENSION_MISMATCH`. */
  apply(vector: VectorLike): Float32Array {
    const scratch = this.#load(vector);
    for (const { start, signs } of this.#steps) {
      multiplyInto(scratch, start, signs);
      walshHadamard(scratch, start, this.#size);
    }
    return new Float32Array(scratch);
  }

  /** Undoes {@link apply} up to float32 rounding, for vectors that `VEMB` returns from a rotated set. */
  invert(vector: VectorLike): Float32Array {
    const scratch = this.#load(vector);
    for (const { start, signs } of this.#steps.toReversed()) {
      walshHadamard(scratch, start, this.#size);
      multiplyInto(scratch, start, signs);
    }
    return new Float32Array(scratch);
  }

  #load(vector: VectorLike): Float64Array {
    this.#scratch.set(float32Vector(vector, this.dimension));
    return this.#scratch;
  }
}

function multiplyInto(data: Float64Array, start: number, factors: Float64Array): void {
  for (let j = 0; j < factors.length; j++) data[start + j] = data[start + j]! * factors[j]!;
}
