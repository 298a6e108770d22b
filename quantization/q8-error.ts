import { float32Vector, notFiniteError, type VectorLike } from "./float32-vector.js";

/**
 * Length of the rounding error of a vector's Q8 code: |x̂ − code · range / 127|, at most √dimension · range / 254, typically
 * 0.003 … 0.01. From the lengths of both sides {@link strictBoundOfNorms} gives a bound of the error of their similarity. It is
 * computed in double precision without the code. It equals the length for the code of {@link encodeQ8} with a relative error
 * of about 1e-6, because at a tie both codes have the same error. 0 for a vector that is all zero.
 *
 * @throws QuantizationError `INVALID_VECTOR` for NaN or ±Infinity, `INVALID_ARGUMENT` for an impossible dimension.
 */
export function q8ErrorNorm(vector: VectorLike): number {
  const source = float32Vector(vector);
  let [squares, largest] = [0, 0];
  for (let index = 0; index < source.length; index++) {
    const component = source[index]!;
    squares += component * component;
    const size = component < 0 ? -component : component;
    if (size > largest) largest = size;
  }
  if (!Number.isFinite(squares)) throw notFiniteError(source, 0, source.length);
  if (largest === 0) return 0;
  const scale = 127 / largest;
  let errors = 0;
  for (let index = 0; index < source.length; index++) {
    const scaled = source[index]! * scale;
    // Adding and subtracting ROUNDER rounds to the nearest integer, without a branch or a call.
    const error = scaled - (scaled + ROUNDER - ROUNDER);
    errors += error * error;
  }
  return Math.sqrt(errors / squares) / scale;
}

/** 1.5 · 2⁵²: a double of this size has no bits for a fraction. */
const ROUNDER = 6_755_399_441_055_744;
