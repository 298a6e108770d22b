import { Rotation } from "../../../../quantization/index.js";
import { OctavecError } from "../../../errors/index.js";
import { requireInteger, type SignatureScheme } from "./near-index.js";

export interface SimHashOptions {
  /** Of the embeddings: 1 … 65536. */
  dimension: number;
  /** Length of a signature: 64, 128 or 256; see {@link SimHash} for what each costs. Default 256. */
  bits?: 64 | 128 | 256;
  /** 0 … 2³² − 1; equal seeds give equal signatures on every machine. Default 1. */
  seed?: number;
}

const BAND_BITS = 16;
const MAX_DIMENSION = 65_536;
/** After one rotation a vector with few large components still has few different signs. A test shows that two are enough. */
const ROUNDS = 2;
const SEED_STRIDE = 0x9e37_79b9;

/**
 * Locality-sensitive hashing of embeddings by the signs of their products with seeded random hyperplanes (Charikar,
 * 2002): each bit of two signatures differs with probability θ/π, where θ is the angle between the vectors.
 *
 * The planes are the rows of two seeded rotations (signs, Walsh-Hadamard), one after the other. So a signature costs
 * O(d log d) instead of bits × d products, for any number of bits up to d. Shorter vectors are filled up with zeros.
 *
 * A band is 16 bits. Vectors are compared if one band is equal, with probability 1 − (1 − (1 − θ/π)¹⁶)^(bits / 16):
 *
 * | bits | bytes | compared at cosine .99 | .97 | .95 | .90 | .50 | .30 | 0 |
 * |---|---|---|---|---|---|---|---|---|
 * | 64 | 8 | .93 | .72 | .55 | .30 | .006 | .001 | .0001 |
 * | 128 | 16 | .99 | .92 | .80 | .50 | .012 | .002 | .0001 |
 * | 256 | 32 | .9999 | .99 | .96 | .75 | .024 | .004 | .0002 |
 *
 * The default is 256 bits. Fewer bits make look-ups faster (2 instead of 5 µs among 10,000 entries), but not signatures (25 µs
 * for 512 dimensions, one core of a server), and they miss near-duplicates. Callers verify the similarity.
 */
export class SimHash implements SignatureScheme {
  readonly dimension: number;
  readonly bits: number;
  readonly wordCount: number;
  readonly bandCount: number;
  readonly #rounds: readonly Rotation[];
  readonly #padded: Float32Array | undefined;

  /** @throws OctavecError `INVALID_ARGUMENT`. */
  constructor({ dimension, bits = 256, seed = 1 }: SimHashOptions) {
    requireInteger("SimHash: dimension", dimension, 1, MAX_DIMENSION);
    requireInteger("SimHash: seed", seed, 0, 0xffff_ffff);
    if (bits !== 64 && bits !== 128 && bits !== 256)
      throw new OctavecError("INVALID_ARGUMENT", `SimHash takes 64, 128 or 256 bits, got ${String(bits)}.`);
    this.dimension = dimension;
    this.bits = bits;
    this.wordCount = bits / 32;
    this.bandCount = bits / BAND_BITS;
    const width = Math.max(dimension, bits);
    this.#padded = width === dimension ? undefined : new Float32Array(width);
    this.#rounds = Array.from(
      { length: ROUNDS },
      (_, round) => new Rotation({ dimension: width, seed: (seed + round * SEED_STRIDE) >>> 0 }),
    );
  }

  /**
   * The signature of a vector of any length above zero. Those of NaN, ±Infinity and zero vectors are meaningless.
   *
   * @throws OctavecError `DIMENSION_MISMATCH`.
   */
  signature(vector: Float32Array): Uint32Array {
    if (vector.length !== this.dimension) {
      throw new OctavecError(
        "DIMENSION_MISMATCH",
        `The vector has ${vector.length} components; this SimHash takes ${this.dimension}. Use vectors of one model.`,
        { details: { expected: this.dimension, actual: vector.length } },
      );
    }
    let rotated = vector;
    if (this.#padded) {
      this.#padded.set(vector);
      rotated = this.#padded;
    }
    for (const round of this.#rounds) rotated = round.apply(rotated);
    const signature = new Uint32Array(this.wordCount);
    for (let word = 0; word < signature.length; word++) {
      let packed = 0;
      for (let bit = 0; bit < 32; bit++) if (rotated[word * 32 + bit]! >= 0) packed |= 1 << bit;
      signature[word] = packed;
    }
    return signature;
  }

  bandKey(signatures: Uint32Array, start: number, band: number): number {
    return (signatures[start + (band >>> 1)]! >>> ((band & 1) * BAND_BITS)) & 0xffff;
  }

  /** The share of bits that differ: about θ/π. Standard deviation at most 0.5 / √bits. */
  distance(a: Uint32Array, aStart: number, b: Uint32Array, bStart: number): number {
    let differing = 0;
    for (let i = 0; i < this.wordCount; i++) differing += popcount(a[aStart + i]! ^ b[bStart + i]!);
    return differing / this.bits;
  }
}

/**
 * The largest {@link SimHash.distance} that a pair of at least this cosine is expected to have, four standard
 * deviations above its mean: what to give a {@link NearIndex} as `maxDistance`.
 */
export function simHashDistance(cosine: number, bits: number): number {
  const share = Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI;
  return Math.min(1, share + 4 * Math.sqrt((share * (1 - share)) / bits));
}

/** How many bits of a 32-bit integer are 1. */
function popcount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
