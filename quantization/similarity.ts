import { dotFloat32, dotFloat32Int8, dotInt8 } from "./dot.js";
import { QuantizationError } from "./errors.js";
import { float32Vector, notFiniteError, requireSameDimension, type VectorLike } from "./float32-vector.js";
import type { Q8Code } from "./q8.js";

const f32 = Math.fround;

/**
 * The cosine similarity −1 … 1 of two float32 vectors, summed in double precision. The errors of all codes are measured
 * against it. 0 if one of the vectors is all zero.
 *
 * @throws QuantizationError `INVALID_VECTOR` for NaN or ±Infinity, `DIMENSION_MISMATCH`.
 */
export function cosineSimilarity(a: VectorLike, b: VectorLike): number {
  const [x, y] = [float32Vector(a), float32Vector(b)];
  requireSameDimension(x.length, y.length);
  const [xx, yy] = [squaredNorm(x), squaredNorm(y)];
  if (xx === 0 || yy === 0) return 0;
  return dotFloat32(x, y) / (Math.sqrt(xx) * Math.sqrt(yy));
}

/** The vector divided by its length, as a new float32 vector. A vector that is all zero stays so. */
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
 * The first `dimension` components as a new unit vector. Only for models that are trained for it (Matryoshka): for others the
 * recall drops, see quantization/README.md. A vector that is all zero stays so.
 *
 * @throws QuantizationError `INVALID_ARGUMENT` unless 1 ≤ dimension ≤ the vector's own; `INVALID_VECTOR`.
 */
export function truncateVector(vector: VectorLike, dimension: number): Float32Array {
  const source = float32Vector(vector);
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > source.length)
    throw new QuantizationError(
      "INVALID_ARGUMENT",
      `A vector of dimension ${source.length} truncates to 1 … ${source.length}, got ${dimension}`,
      { details: { dimension, available: source.length } },
    );
  return unitVector(source.subarray(0, dimension));
}

/**
 * The similarity that `VSIM` computes for two Q8 codes, as a cosine −1 … 1. The server's score is (1 + similarity) / 2.
 *
 * Formula: with dot = Σ aⱼbⱼ (exact int32), 1 − distance, where distance = 1 − dot · (range_a / 127)(range_b / 127) in
 * float32, clamped to 0 … 2. The code of an all-zero vector has 0 with everything. An identical vector need not give 1.
 * Equals the scores of Redis 8.0.2 and 8.2.3 on x86-64 exactly. The server encodes the vector of a query by element
 * (`VSIM … ELE`) a second time: `q8Similarity(encodeQ8(decodeQ8(stored)), other)` gives that similarity to 4e-7.
 */
export function q8Similarity(a: Q8Code, b: Q8Code): number {
  requireSameDimension(a.codes.length, b.codes.length);
  const dot = f32(dotInt8(a.codes, b.codes));
  const scale = f32(f32(a.range / 127) * f32(b.range / 127));
  const distance = f32(1 - f32(dot * scale));
  return 1 - Math.min(2, Math.max(0, distance));
}

/**
 * The cosine similarity of a float32 query with a Q8 code. Only the code is rounded, so the error is smaller by √2 than that of
 * {@link q8Similarity}. `unitQuery` has length 1 (see {@link unitVector}).
 */
export function querySimilarity(unitQuery: Float32Array, code: Q8Code): number {
  requireSameDimension(unitQuery.length, code.codes.length);
  return dotFloat32Int8(unitQuery, code.codes) * (code.range / 127);
}

function squaredNorm(vector: Float32Array): number {
  const sum = dotFloat32(vector, vector);
  // Squares of float32 do not overflow in double precision, so the cause is NaN or ±Infinity.
  if (!Number.isFinite(sum)) throw notFiniteError(vector, 0, vector.length);
  return sum;
}
