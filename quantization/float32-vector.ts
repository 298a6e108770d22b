import { QuantizationError } from "./errors.js";

/** One vector as callers have it: `Float32Array` (used in place), any other typed array or plain numbers (copied). */
export type VectorLike = ArrayLike<number>;

/** The largest dimension a Vector Set takes (Redis 8.2.6, 8.4.3 and later refuse more). */
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

/** @throws QuantizationError `DIMENSION_MISMATCH` when the two differ. */
export function requireSameDimension(expected: number, actual: number): void {
  if (expected !== actual)
    throw new QuantizationError("DIMENSION_MISMATCH", `Expected dimension ${expected}, got ${actual}`, {
      details: { expected, actual },
    });
}

/**
 * The vector as float32. A `Float32Array` is returned itself (not copied); anything else is rounded to float32.
 * Only the length is checked here; the kernels find NaN and ±Infinity while they sum squares.
 */
export function float32Vector(vector: VectorLike, dimension?: number): Float32Array {
  requireDimension(vector.length);
  if (dimension !== undefined) requireSameDimension(dimension, vector.length);
  return vector instanceof Float32Array ? vector : Float32Array.from(vector);
}

/**
 * The error for a vector whose sum of squares is not a finite float32: it says which of NaN, ±Infinity or overflow
 * it was, and where. Off the hot path on purpose: it runs only after a sum has gone wrong.
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
