import { encodeQ8, encodeResidual, type Q8Code, residualBand } from "../../../quantization/index.js";
import type { CollectionLayout } from "./collection-layout.js";
import { fingerprintOf, packFloat32, packResidual } from "./stored-code.js";

/** What goes into the `codes` hash for one vector. */
export interface EncodedCode {
  readonly value: Buffer;
  /** Largest |component| of the unit vector in the set: half a Q8 step is 1/254 of it. */
  readonly range: number;
  /** Why the vector was kept as float32 although the collection keeps residuals. */
  readonly fallback: "range" | "error" | undefined;
}

/**
 * The error of the cosine (six sigma) that a residual may have. It is exceeded when one component makes up more than
 * nine tenths of the vector's length, so also by most vectors of very few dimensions.
 */
const MAX_RESIDUAL_ERROR = 5e-5;
/** Components of a correct residual are off by half a step at most; float32 norms of the server add a little. */
const ERROR_ALLOWANCE = 1.1;
const FLOAT32_NOISE = 1e-6;
/** Steps of a residual in the range: 127 · 254. */
const RESIDUAL_STEPS = 32_258;

/**
 * Codes one vector.
 *
 * @param vector - As it was handed over, in float32.
 * @param placed - The same as it goes into the set, that is rotated where the collection is.
 * @param keepFloat32 - The collection's residuals no longer fit: float32 without looking.
 */
export function encodeCode(
  vector: Float32Array,
  placed: Float32Array,
  { precision }: Pick<CollectionLayout, "precision">,
  keepFloat32: boolean,
): EncodedCode {
  const code = encodeQ8(placed);
  const { range } = code;
  if (precision === "float32" || keepFloat32)
    return { value: packFloat32(vector), range, fallback: undefined };
  if (residualBand(range) > MAX_RESIDUAL_ERROR)
    return { value: packFloat32(vector), range, fallback: "range" };
  const residual = encodeResidual(placed, code);
  const errorNorm = errorNormOf(placed, code, residual);
  const most = (Math.sqrt(placed.length) * range * ERROR_ALLOWANCE) / (2 * RESIDUAL_STEPS) + FLOAT32_NOISE;
  if (!(errorNorm <= most)) return { value: packFloat32(vector), range, fallback: "error" };
  return {
    value: packResidual(residual, fingerprintOf(code.codes, range), errorNorm),
    range,
    fallback: undefined,
  };
}

/** |x̂ − decoded|, in double precision. */
function errorNormOf(vector: Float32Array, { codes, range }: Q8Code, residual: Int8Array): number {
  let squaredNorm = 0;
  for (let j = 0; j < vector.length; j++) squaredNorm += vector[j]! * vector[j]!;
  const scale = 1 / Math.sqrt(squaredNorm);
  const step = range / RESIDUAL_STEPS;
  let sum = 0;
  for (let j = 0; j < vector.length; j++) {
    const error = vector[j]! * scale - (254 * codes[j]! + residual[j]!) * step;
    sum += error * error;
  }
  return Math.sqrt(sum);
}
