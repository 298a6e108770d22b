import type { StoredForm } from "../source/source.js";

/** Rounding errors of float32 arithmetic when a vector is written and read. */
const FLOAT32_NOISE = 2e-6;
/** Largest error of a cosine with `precision: "residual"`. */
const RESIDUAL_ERROR = 5e-5;
/** Far more than the 5e-4 that was measured with `precision: "int8"`, where each calibration has an error of its own. */
const INT8_ERROR = 0.01;
/** Q8 rounds a component to multiples of range / 127, so it is off by at most range / 254. */
const HALF_STEPS = 254;
/** The largest component of a rotated unit vector is below this many standard deviations of 1 / √d. */
const ROTATED_RANGE = 6;

/**
 * The least cosine that a vector and its stored form can have.
 *
 * Q8 stores each component of the unit vector with an error of at most range / 254, where range is the largest component. So
 * the stored vector is at most e = √d · range / 254 away, and the cosine is at least √(1 − e²). After a rotation, range is
 * at most 6 / √d (six standard deviations), so e ≤ 6 / 254. `bin` stores the signs, so the cosine is Σ|x| / (√d · |x|);
 * after a rotation no bound is known.
 */
export function leastCosine(vector: Float32Array, { quantization, precision, rotated }: StoredForm): number {
  if (quantization === "none" || precision === "float32") return 1 - FLOAT32_NOISE;
  if (precision === "residual") return 1 - RESIDUAL_ERROR;
  if (precision === "int8") return 1 - INT8_ERROR;
  let [sum, largest, squares] = [0, 0, 0];
  for (const component of vector) {
    const size = Math.abs(component);
    sum += size;
    squares += size * size;
    if (size > largest) largest = size;
  }
  const norm = Math.sqrt(squares);
  const root = Math.sqrt(vector.length);
  if (quantization === "bin") return rotated ? -1 : sum / (root * norm) - FLOAT32_NOISE;
  const range = rotated ? Math.min(1, ROTATED_RANGE / root) : largest / norm;
  const error = (root * range) / HALF_STEPS;
  return Math.sqrt(Math.max(0, 1 - error * error)) - FLOAT32_NOISE;
}

/** The cosine of two vectors; NaN if one of them is zero. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let place = 0; place < a.length; place++) {
    const [x, y] = [a[place]!, b[place] ?? 0];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}
