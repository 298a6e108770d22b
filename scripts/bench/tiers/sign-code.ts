/** Bytes of a sign code: whole words of 64 bits, as the server keeps them. */
export function signBytes(dimension: number): number {
  return 8 * Math.ceil(dimension / 64);
}

/** One bit per dimension, as the server's `BIN` has it: bit j is set where component j is positive. */
export function encodeSigns(vector: Float32Array): Uint8Array {
  const bits = new Uint8Array(signBytes(vector.length));
  for (let j = 0; j < vector.length; j++) if (vector[j]! > 0) bits[j >> 3] = bits[j >> 3]! | (1 << (j & 7));
  return bits;
}

/** The score of two codes of a `BIN` set, 0 … 1: the share of the dimensions with equal signs. */
export function signScore(a: Uint8Array, b: Uint8Array, dimension: number): number {
  let differing = 0;
  for (let i = 0; i < a.length; i++) {
    for (let bits = a[i]! ^ b[i]!; bits !== 0; bits &= bits - 1) differing++;
  }
  return 1 - differing / dimension;
}
