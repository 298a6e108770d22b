import { float32Vector, notFiniteError, type VectorLike } from "./float32-vector.js";

/**
 * How far the Q8 code of a vector is from the unit vector itself: |x̂ − code · range / 127|, at most √dimension · range / 254.
 * With both sides' lengths {@link strictBoundOfNorms} bounds the error of their similarity; typically 0.003 … 0.01. Computed in
 * double precision without making the code: equal to that of {@link encodeQ8} to about 1e-6 of itself, as at a tie both
 * neighbours are equally far. 0 for an all-zero vector.
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
    // Rounds to the nearest by double precision's own granularity: no branch, no call.
    const error = scaled - (scaled + ROUNDER - ROUNDER);
    errors += error * error;
  }
  return Math.sqrt(errors / squares) / scale;
}

/** 1.5 · 2⁵²: a double this large has no fraction bits left. */
const ROUNDER = 6_755_399_441_055_744;
