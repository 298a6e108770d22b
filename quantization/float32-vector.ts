import { QuantizationError } from "./errors.js";

/** A vector: a `Float32Array` (used without a copy), another typed array, or a list of numbers (both copied). */
export type VectorLike = ArrayLike<number>;

/** The largest dimension of a Vector Set. Redis 8.2.6, 8.4.3 and later refuse more. */
export const MAX_DIMENSION = 65_536;

/** @throws QuantizationError `INVALID_ARGUMENT` unless `dimension` is an integer in 1 … 65,536. */
export function requireDimension(dimension: number): void {
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > MAX_DIMENSION)
    throw new QuantizationError(
      "INVALID_ARGUMENT",
      `A dimension is an integer in 1 … ${MAX_DIMENSION}, got ${String(dimension)}`,
      { details: { dimension } },
    );
}

/** @throws QuantizationError `DIMENSION_MISMATCH` if the two differ. */
export function requireSameDimension(expected: number, actual: number): void {
  if (expected !== actual)
    throw new QuantizationError("DIMENSION_MISMATCH", `Expected dimension ${expected}, got ${actual}`, {
      details: { expected, actual },
    });
}

/**
 * The vector as float32. A `Float32Array` is returned without a copy; anything else is rounded to float32. This checks only the
 * length. The loops that sum squares find NaN and ±Infinity.
 */
export function float32Vector(vector: VectorLike, dimension?: number): Float32Array {
  requireDimension(vector.length);
  if (dimension !== undefined) requireSameDimension(dimension, vector.length);
  return vector instanceof Float32Array ? vector : Float32Array.from(vector);
}

/**
 * The error for a vector whose sum of squares is not a finite float32. It says whether the cause is NaN, ±Infinity or
 * overflow, and where it is. It runs only after such a sum, so it costs valid vectors nothing.
 */
export function notFiniteError(data: Float32Array, start: number, dimension: number): QuantizationError {
  for (let index = 0; index < dimension; index++) {
    const value = data[start + index]!;
    if (Number.isFinite(value)) continue;
    const what = Number.isNaN(value) ? "NaN" : "infinite";
    return new QuantizationError(
      "INVALID_VECTOR",
      `A vector needs finite float32 components; component ${index} of ${dimension} is ${what}`,
      { details: { reason: what, index, dimension } },
    );
  }
  return new QuantizationError(
    "INVALID_VECTOR",
    "The squares of this vector's components overflow float32, so the server would store zeros; scale the vector down",
    { details: { reason: "overflow", dimension } },
  );
}
