import { OctavecError } from "../../../errors/index.js";
import { requireInteger, type SignatureScheme } from "./near-index.js";

export interface MinHashOptions {
  /** Length of a signature in hashes of 4 bytes, a multiple of 4: 16 … 256. Default 64. */
  permutations?: number;
  /** 0 … 2³² − 1; equal seeds give equal signatures on every machine. Default 1. */
  seed?: number;
}

const ROWS_PER_BAND = 4;
const KEY_MASK = 0x3fff_ffff;
const SHINGLE_LENGTH = 4;
const FNV_OFFSET_BASIS = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;

/**
 * Locality-sensitive hashing of texts by the smallest hashes of their shingles (Broder, 1997): each word of two signatures is
 * equal with probability J, the Jaccard similarity of the texts' sets of shingles.
 *
 * A band is 4 words. Texts are compared if one band is equal, with probability 1 − (1 − J⁴)^(permutations / 4). With the
 * default of 64 permutations that is 1 − 5e-8 at J = .9, .9998 at .8, .89 at .6, .64 at .5, .12 at .3, .002 at .1. The estimate
 * of J has a standard deviation of at most 0.5 / √permutations = .06.
 *
 * Give it canonical text. **Texts that are nearly the same may mean the opposite** ("enable", "disable"), so what it finds is
 * only a candidate for guards and a decision.
 */
export class MinHash implements SignatureScheme {
  readonly wordCount: number;
  readonly bandCount: number;
  readonly #factors: Uint32Array;
  readonly #offsets: Uint32Array;

  /** @throws OctavecError `INVALID_ARGUMENT`. */
  constructor({ permutations = 64, seed = 1 }: MinHashOptions = {}) {
    requireInteger("MinHash: permutations", permutations, 16, 256);
    if (permutations % ROWS_PER_BAND !== 0)
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `MinHash: permutations: expected a multiple of ${ROWS_PER_BAND}, got ${permutations}.`,
      );
    requireInteger("MinHash: seed", seed, 0, 0xffff_ffff);
    this.wordCount = permutations;
    this.bandCount = permutations / ROWS_PER_BAND;
    let counter = seed | 0;
    const next = (): number => {
      counter = (counter + 0x9e37_79b9) | 0;
      return finalize(counter);
    };
    // Odd factors: multiplication by them permutes the 32-bit integers.
    this.#factors = Uint32Array.from({ length: permutations }, () => next() | 1);
    this.#offsets = Uint32Array.from({ length: permutations }, next);
  }

  /** The signature of a text, the empty one included. O(characters × permutations). */
  signature(text: string): Uint32Array {
    const signature = new Uint32Array(this.wordCount).fill(0xffff_ffff);
    for (const shingle of shingleHashes(text)) {
      for (let i = 0; i < signature.length; i++) {
        let hash = Math.imul(shingle ^ this.#offsets[i]!, this.#factors[i]!);
        hash = Math.imul(hash ^ (hash >>> 15), 0x735a_2d97);
        hash = (hash ^ (hash >>> 16)) >>> 0;
        if (hash < signature[i]!) signature[i] = hash;
      }
    }
    return signature;
  }

  bandKey(signatures: Uint32Array, start: number, band: number): number {
    let key = 0;
    const first = start + band * ROWS_PER_BAND;
    for (let i = first; i < first + ROWS_PER_BAND; i++) key = finalize(key ^ signatures[i]!);
    return key & KEY_MASK;
  }

  /** 1 − the estimated Jaccard similarity. */
  distance(a: Uint32Array, aStart: number, b: Uint32Array, bStart: number): number {
    let differing = 0;
    for (let i = 0; i < this.wordCount; i++) if (a[aStart + i] !== b[bStart + i]) differing += 1;
    return differing / this.wordCount;
  }
}

/** Mixes all bits of a 32-bit integer into all others. */
function finalize(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0_aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
  return mixed ^ (mixed >>> 15);
}

/**
 * The different pieces of 4 UTF-16 code units of a text with a blank at each end, hashed to 32 bits (FNV-1a over the
 * units). Pieces of characters, not words: a typing error in one of ten words changes 4 pieces of about 60, instead of one
 * word of ten. A text of fewer than two characters is one piece.
 */
function shingleHashes(text: string): Set<number> {
  const hashes = new Set<number>();
  const framed = ` ${text} `;
  const last = Math.max(0, framed.length - SHINGLE_LENGTH);
  for (let start = 0; start <= last; start++) {
    let hash = FNV_OFFSET_BASIS;
    const end = Math.min(framed.length, start + SHINGLE_LENGTH);
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ framed.charCodeAt(i), FNV_PRIME);
    hashes.add(hash >>> 0);
  }
  return hashes;
}
