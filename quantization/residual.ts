import { dotFloat32 } from "./dot.js";
import { QuantizationError } from "./errors.js";
import { float32Vector, notFiniteError, requireSameDimension, type VectorLike } from "./float32-vector.js";
import type { Q8Code } from "./q8.js";

/** Residual steps in one Q8 step. Code and residual together are the integer 254 · code + residual. */
const STEPS = 254;
const FULL_SCALE = 127 * STEPS;

/**
 * Encodes the rounding error of a Q8 code as int8: one more byte per dimension.
 *
 * Formula: with x̂ = x / |x| (double precision), residual = (x̂ − code · range / 127) · 127 · 254 / range, rounded to the nearest
 * integer in −127 … 127. The rounding error of a correct code is at most range / 254, so only float32 noise is clipped.
 * Error bound: |x̂ⱼ − decoded| ≤ range / 64,516 per component, plus about range · 1e-6 if the server's float32 norm differs
 * from the exact one. A vector that is all zero gives zeros.
 *
 * @param code - The code of this vector, from {@link encodeQ8} or `VEMB … RAW`.
 * @throws QuantizationError `INVALID_ARGUMENT` if the code belongs to another vector, or to one so small that the server did
 *   not normalise it; `DIMENSION_MISMATCH`; `INVALID_VECTOR`.
 */
export function encodeResidual(vector: VectorLike, code: Q8Code): Int8Array {
  const { codes, range } = code;
  const length = codes.length;
  const source = float32Vector(vector, length);
  const residual = new Int8Array(length);
  const norm = Math.sqrt(dotFloat32(source, source));
  if (!Number.isFinite(norm)) throw notFiniteError(source, 0, length);
  if (range === 0 && norm === 0) return residual;
  // The largest component of a unit vector is at least 1 / √length, so a code with a smaller range is not normalised.
  const fits = Math.abs(norm - code.norm) <= 1e-3 * norm && range * Math.sqrt(length) > 0.9;
  if (!fits) throw foreignCodeError();
  const factor = FULL_SCALE / (range * norm);
  let outside = 0;
  let j = 0;
  for (; j + 3 < length; j += 4) {
    // Shifted so that truncation rounds to nearest: 1 … 255 are the residuals −127 … 127.
    const a = (source[j]! * factor - STEPS * codes[j]! + 128.5) | 0;
    const b = (source[j + 1]! * factor - STEPS * codes[j + 1]! + 128.5) | 0;
    const c = (source[j + 2]! * factor - STEPS * codes[j + 2]! + 128.5) | 0;
    const d = (source[j + 3]! * factor - STEPS * codes[j + 3]! + 128.5) | 0;
    residual[j] = a - 128;
    residual[j + 1] = b - 128;
    residual[j + 2] = c - 128;
    residual[j + 3] = d - 128;
    outside |= ((a | b | c | d) & ~255) | (((a - 1) | (b - 1) | (c - 1) | (d - 1)) >> 31);
  }
  if (outside !== 0) j = 0;
  for (; j < length; j++) residual[j] = cut(source[j]! * factor - STEPS * codes[j]!);
  return residual;
}

/** Decodes a vector from code and residual: the unit vector with `unit`, and else the vector with its norm. */
export function decodeResidual(
  code: Q8Code,
  residual: Int8Array,
  options: { unit?: boolean } = {},
): Float32Array {
  requireSameDimension(code.codes.length, residual.length);
  const step = (code.range / FULL_SCALE) * (options.unit === true ? 1 : code.norm);
  const vector = new Float32Array(residual.length);
  for (let j = 0; j < vector.length; j++) vector[j] = (STEPS * code.codes[j]! + residual[j]!) * step;
  return vector;
}

/**
 * The cosine similarity of a float32 query with a code and its residual. `unitQuery` has length 1. Cost: O(dimension), without
 * allocation.
 */
export function residualSimilarity(unitQuery: Float32Array, code: Q8Code, residual: Int8Array): number {
  const { codes, range } = code;
  const length = unitQuery.length;
  requireSameDimension(length, codes.length);
  requireSameDimension(length, residual.length);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < length; j += 4) {
    s0 += unitQuery[j]! * (STEPS * codes[j]! + residual[j]!);
    s1 += unitQuery[j + 1]! * (STEPS * codes[j + 1]! + residual[j + 1]!);
    s2 += unitQuery[j + 2]! * (STEPS * codes[j + 2]! + residual[j + 2]!);
    s3 += unitQuery[j + 3]! * (STEPS * codes[j + 3]! + residual[j + 3]!);
  }
  for (; j < length; j++) s0 += unitQuery[j]! * (STEPS * codes[j]! + residual[j]!);
  return (s0 + s1 + (s2 + s3)) * (range / FULL_SCALE);
}

/** Rounds to the nearest residual. A value more than a tenth beyond half a Q8 step cannot be a rounding error of the server. */
function cut(steps: number): number {
  if (Math.abs(steps) > 140) throw foreignCodeError();
  return Math.max(-127, Math.min(127, Math.floor(steps + 0.5)));
}

function foreignCodeError(): QuantizationError {
  return new QuantizationError(
    "INVALID_ARGUMENT",
    "This Q8 code is not the code of this vector; encode the vector with encodeQ8 or read its code from the server",
    { details: { reason: "foreign code" } },
  );
}
