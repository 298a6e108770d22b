import type { Quantization } from "../../options/index.js";

/** What decides how near a stored vector is to the one that was handed over. */
export interface StoredForm {
  readonly quantization: Quantization;
  readonly precision: "native" | "residual" | "float32";
  readonly rotated: boolean;
}

/** float32 arithmetic on both ways. */
const FLOAT32_NOISE = 2e-6;
/** What `precision: "residual"` promises of any cosine. */
const RESIDUAL_ERROR = 5e-5;
/** The server keeps a component to half a step of range / 127. */
const HALF_STEPS = 254;
/** Six standard deviations: what the largest component of a rotated vector stays below. */
const ROTATED_RANGE = 6;

/**
 * The least cosine that a vector and its stored form can have.
 *
 * Q8 keeps each component of the unit vector to within range / 254, range being its largest component, so the stored vector is at
 * most e = √d · range / 254 away and the cosine at least √(1 − e²). A rotation makes range at most 6 / √d (six sigma), so
 * e ≤ 6 / 254. `bin` keeps the signs: the cosine is Σ|x| / (√d · |x|) itself; with a rotation nothing is known.
 */
export function leastCosine(vector: Float32Array, { quantization, precision, rotated }: StoredForm): number {
  if (quantization === "none" || precision === "float32") return 1 - FLOAT32_NOISE;
  if (precision === "residual") return 1 - RESIDUAL_ERROR;
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

/** NaN when one of them is zero. */
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
