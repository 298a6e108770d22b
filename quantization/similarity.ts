import { dotFloat32, dotFloat32Int8, dotInt8 } from "./dot.js";
import { float32Vector, notFiniteError, requireSameDimension, type VectorLike } from "./float32-vector.js";
import type { Q8Code } from "./q8.js";

const f32 = Math.fround;

/**
 * The cosine similarity −1 … 1 of two float32 vectors, summed in double precision; the reference every code is
 * measured against. 0 when one of them is all zero.
 * @throws QuantizationError `INVALID_VECTOR` for NaN or ±Infinity, `DIMENSION_MISMATCH`.
 */
export function cosineSimilarity(a: VectorLike, b: VectorLike): number {
  const [x, y] = [float32Vector(a), float32Vector(b)];
  requireSameDimension(x.length, y.length);
  const [xx, yy] = [squaredNorm(x), squaredNorm(y)];
  if (xx === 0 || yy === 0) return 0;
  return dotFloat32(x, 0, y, 0, x.length) / (Math.sqrt(xx) * Math.sqrt(yy));
}

/** The vector divided by its length, as a new float32 vector. All zero stays all zero. */
export function unitVector(vector: VectorLike): Float32Array {
  const source = float32Vector(vector);
  const length = Math.sqrt(squaredNorm(source));
  if (length === 0) return source.slice();
  // A loop: `map` with a function takes several times as long.
  const unit = new Float32Array(source.length);
  for (let index = 0; index < unit.length; index++) unit[index] = source[index]! / length;
  return unit;
}

/**
 * What `VSIM` computes for two Q8 codes, as its score 0 … 1: with dot = Σ aⱼbⱼ (exact int32),
 * distance = 1 − dot · (range_a / 127)(range_b / 127) in float32, clamped to 0 … 2, score = 1 − distance / 2.
 * A code of an all-zero vector scores 0.5 against everything. Equals the scores of Redis 8.0.2 and 8.2.3 on x86-64
 * exactly (they are float32 distances printed in full). A query by element (`VSIM … ELE`) is coded a second time by the
 * server: `q8Score(encodeQ8(decodeQ8(stored)), other)` gives its score to 2e-7.
 */
export function q8Score(a: Q8Code, b: Q8Code): number {
  requireSameDimension(a.codes.length, b.codes.length);
  const dot = f32(dotInt8(a.codes, 0, b.codes, 0, a.codes.length));
  const scale = f32(f32(a.range / 127) * f32(b.range / 127));
  const distance = f32(1 - f32(dot * scale));
  return 1 - Math.min(2, Math.max(0, distance)) / 2;
}

/** {@link q8Score} as a cosine similarity −1 … 1: 2 · score − 1. An identical vector need not give 1. */
export function q8Similarity(a: Q8Code, b: Q8Code): number {
  return 2 * q8Score(a, b) - 1;
}

/**
 * A float32 query against a stored Q8 code: only one side is rounded, so the error is smaller by √2.
 * `unitQuery` has length 1 (see {@link unitVector}).
 */
export function querySimilarity(unitQuery: Float32Array, code: Q8Code): number {
  requireSameDimension(unitQuery.length, code.codes.length);
  return dotFloat32Int8(unitQuery, 0, code.codes, 0, unitQuery.length) * (code.range / 127);
}

function squaredNorm(vector: Float32Array): number {
  const sum = dotFloat32(vector, 0, vector, 0, vector.length);
  // In double precision no float32 square overflows, so only NaN and ±Infinity get here.
  if (!Number.isFinite(sum)) throw notFiniteError(vector, 0, vector.length);
  return sum;
}
