import type { VectorLike } from "./float32-vector.js";
import { encodeQ8 } from "./q8.js";

/**
 * How far the Q8 code of a vector is from the unit vector itself: |x̂ − code · range / 127|, at most √dimension · range / 254.
 * With both sides' lengths {@link strictOfNorms} bounds the error of their similarity; typically 0.003 … 0.01.
 * @throws QuantizationError as {@link encodeQ8}.
 */
export function q8ErrorNorm(vector: VectorLike): number {
  const { codes, range, norm } = encodeQ8(vector);
  const step = range / 127;
  let sum = 0;
  for (let index = 0; index < codes.length; index++) {
    const error = vector[index]! / norm - codes[index]! * step;
    sum += error * error;
  }
  return Math.sqrt(sum);
}
