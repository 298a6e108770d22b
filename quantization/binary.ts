import { dotFloat32 } from "./dot.js";
import { QuantizationError } from "./errors.js";
import {
  float32Vector,
  notFiniteError,
  requireDimension,
  requireSameDimension,
  type VectorLike,
} from "./float32-vector.js";

/** Bytes of a sign code: whole words of 64 bits, as the server keeps them. */
export function signBytes(dimension: number): number {
  requireDimension(dimension);
  return 8 * Math.ceil(dimension / 64);
}

/**
 * One bit per dimension, the server's `BIN`: bit j (byte j >> 3, bit j & 7) is set where the component is positive;
 * zero counts as negative; unused bits are 0. The bytes equal `VEMB … RAW` of a `BIN` set.
 * There is no useful error bound: use it to find candidates, never to decide.
 * @throws QuantizationError `INVALID_VECTOR` for NaN, ±Infinity, or squares that overflow float32.
 */
export function encodeSigns(vector: VectorLike): Uint8Array {
  const source = float32Vector(vector);
  const squares = dotFloat32(source, 0, source, 0, source.length);
  if (!Number.isFinite(Math.fround(squares))) throw notFiniteError(source, 0, source.length);
  const norm = Math.sqrt(squares);
  const bits = new Uint8Array(signBytes(source.length));
  for (let j = 0; j < source.length; j++) {
    // The server looks at the normalised float32 component, where the tiniest ones have become 0.
    if (Math.fround(source[j]! / norm) > 0) bits[j >> 3] = bits[j >> 3]! | (1 << (j & 7));
  }
  return bits;
}

/** How many signs differ, 0 … dimension. */
export function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length)
    throw new QuantizationError("DIMENSION_MISMATCH", `Sign codes of ${a.length} and ${b.length} bytes`, {
      details: { expected: a.length, actual: b.length },
    });
  let differing = 0;
  for (let i = 0; i < a.length; i++) differing += bitsSet(a[i]! ^ b[i]!);
  return differing;
}

/** What `VSIM` answers for two codes of a `BIN` set, 0 … 1: 1 − hamming / dimension. */
export function signScore(a: Uint8Array, b: Uint8Array, dimension: number): number {
  requireSameDimension(signBytes(dimension), a.length);
  return 1 - Math.fround(Math.fround(hammingDistance(a, b) * 2) / dimension) / 2;
}

/**
 * A float32 query against stored signs: Σ ±queryⱼ / √dimension. It ranks better than bits against bits (about half
 * the candidates for the same recall) but is no cosine.
 */
export function querySignSimilarity(unitQuery: Float32Array, bits: Uint8Array): number {
  requireSameDimension(signBytes(unitQuery.length), bits.length);
  let sum = 0;
  for (let j = 0; j < unitQuery.length; j++)
    sum += ((bits[j >> 3]! >> (j & 7)) & 1) === 1 ? unitQuery[j]! : -unitQuery[j]!;
  return sum / Math.sqrt(unitQuery.length);
}

/** Set bits of one byte, added up in pairs, fours and eights. */
function bitsSet(byte: number): number {
  const pairs = byte - ((byte >> 1) & 0x55);
  const fours = (pairs & 0x33) + ((pairs >> 2) & 0x33);
  return (fours + (fours >> 4)) & 0x0f;
}
