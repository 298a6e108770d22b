import { float32Vector, requireDimension, type VectorLike } from "./float32-vector.js";
import { SeededRandom } from "./seeded-random.js";
import { walshHadamard } from "./walsh-hadamard.js";

/** Names this very procedure, signs included, in stored records. A change of either needs a new name. */
export const ROTATION_ALGORITHM = "sign-hadamard-1";

/**
 * A seeded orthogonal rotation: it spreads every component over many, so that no single dimension sets the int8
 * range, and keeps lengths, inner products and cosines.
 *
 * Formula: with m the largest power of two ≤ dimension, H the Walsh-Hadamard matrix divided by √m, and S₁, S₂
 * diagonals of seeded random signs: first m components ← H · S₁ · them; where dimension ≠ m, then the last m
 * components ← H · S₂ · them. Computed in double precision and rounded once to float32 (error ≤ 2⁻²⁴ per component,
 * relative to it). Deterministic: seed and dimension fix it on every machine.
 * Cost: O(dimension · log dimension). The instance keeps one scratch row; it is not for use by several threads.
 */
export class Rotation {
  readonly dimension: number;
  readonly seed: number;
  readonly #size: number;
  readonly #scratch: Float64Array;
  /** Signs of the first and, where there is one, the second step; each already divided by √m. */
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

  /** The rotated vector, new. @throws QuantizationError `DIMENSION_MISMATCH`. NaN and ±Infinity spread; codecs refuse them. */
  apply(vector: VectorLike): Float32Array {
    const scratch = this.#load(vector);
    for (const { start, signs } of this.#steps) {
      multiplyInto(scratch, start, signs);
      walshHadamard(scratch, start, this.#size);
    }
    return new Float32Array(scratch);
  }

  /** Undoes {@link apply} up to float32 rounding: what `VEMB` returns for a rotated key needs this. */
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
