import { QuantizationError } from "./errors.js";

/** @throws QuantizationError `INVALID_ARGUMENT` unless the seed is an integer in 0 … 2³² − 1. */
export function requireSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff)
    throw new QuantizationError("INVALID_ARGUMENT", `A seed is an integer in 0 … 2^32 - 1, got ${seed}`, {
      details: { seed },
    });
}

/**
 * Pseudo-random 32-bit integers from a seed: a counter that is mixed by two multiplications and shifts, like splitmix. Stored
 * rotations depend on the sequence, so it must never change. Not for secrets.
 */
export class SeededRandom {
  #counter: number;

  constructor(seed: number) {
    requireSeed(seed);
    this.#counter = seed | 0;
  }

  /** A signed 32-bit integer. */
  next(): number {
    this.#counter = (this.#counter + 0x9e37_79b9) | 0;
    let mixed = Math.imul(this.#counter ^ (this.#counter >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return mixed ^ (mixed >>> 15);
  }

  /** +1 or −1. */
  sign(): number {
    return this.next() < 0 ? -1 : 1;
  }

  /** An integer in 0 … below − 1, for below ≤ 2⁵³. */
  below(below: number): number {
    const high = this.next() >>> 0;
    const low = this.next() >>> 11;
    return Math.floor(((high * 0x20_0000 + low) / 2 ** 53) * below);
  }
}
