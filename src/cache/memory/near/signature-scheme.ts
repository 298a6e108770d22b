/**
 * What a {@link NearIndex} must know of a kind of signature. Signatures are `Uint32Array`s of one length; entries
 * that are alike get equal keys in at least one band with high probability.
 */
export interface SignatureScheme {
  /** 32-bit words of one signature. */
  readonly wordCount: number;
  readonly bandCount: number;
  /** What two signatures must share in this band to meet: a non-negative integer below 2³⁰. */
  bandKey(signatures: Uint32Array, start: number, band: number): number;
  /** 0 for equal signatures … 1: an estimate of how unlike the entries are; monotone in the true unlikeness. */
  distance(a: Uint32Array, aStart: number, b: Uint32Array, bStart: number): number;
}
