import type { SignatureScheme } from "./near/signature-scheme.js";

/** A scheme's band keys are below 2³⁰. */
const KEY_MASK = 0x3fff_ffff;

/**
 * Signatures with one more word that names the scope: entries of different scopes do not meet, so that one index serves
 * all scopes and a large scope does not crowd out a small one. Two scopes may have the same word: the caller compares scopes.
 */
export class ScopedScheme implements SignatureScheme {
  readonly wordCount: number;
  readonly bandCount: number;
  readonly #inner: SignatureScheme;

  constructor(inner: SignatureScheme) {
    this.#inner = inner;
    this.wordCount = inner.wordCount + 1;
    this.bandCount = inner.bandCount;
  }

  /** `scopeId`: base64url of 32 bits or more of a hash. */
  join(signature: Uint32Array, scopeId: string): Uint32Array {
    const joined = new Uint32Array(this.wordCount);
    joined.set(signature);
    joined[signature.length] = Buffer.from(scopeId.slice(0, 8), "base64url").readUInt32LE(0);
    return joined;
  }

  bandKey(signatures: Uint32Array, start: number, band: number): number {
    const scope = this.#scopeOf(signatures, start);
    return (this.#inner.bandKey(signatures, start, band) ^ scope ^ (scope >>> 15)) & KEY_MASK;
  }

  distance(a: Uint32Array, aStart: number, b: Uint32Array, bStart: number): number {
    if (this.#scopeOf(a, aStart) !== this.#scopeOf(b, bStart)) return 1;
    return this.#inner.distance(a, aStart, b, bStart);
  }

  #scopeOf(signatures: Uint32Array, start: number): number {
    return signatures[start + this.#inner.wordCount] ?? 0;
  }
}
