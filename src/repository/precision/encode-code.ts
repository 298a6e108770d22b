import { encodeQ8, encodeResidual, type Q8Code, residualBand } from "../../../quantization/index.js";
import type { CollectionLayout } from "./collection-layout.js";
import { fingerprintOf, packFloat32, packResidual } from "./stored-code.js";

/** The code of one vector. */
export interface EncodedCode {
  /** Value for the `codes` hash. */
  readonly value: Buffer;
  /** Largest |component| of the unit vector in the set. Q8 rounds a component by at most 1/254 of it. */
  readonly range: number;
  /** Why the vector is stored as float32 although the collection keeps int8: its range, clipped components, or the error of its code. */
  readonly fallback: "range" | "error" | "clipped" | undefined;
  /** Components of an int8 code that were clipped. */
  readonly clipped: number;
}

/**
 * Largest error of the cosine (six sigma) for which a residual is used. It is exceeded if one component makes up more than nine
 * tenths of the vector's length. This is so for most vectors of very few dimensions.
 */
const MAX_RESIDUAL_ERROR = 5e-5;
/** A correct residual is off by at most half a step per component. The server's float32 norms add a little. */
const ERROR_ALLOWANCE = 1.1;
const FLOAT32_NOISE = 1e-6;
/** Steps of a residual in the range: 127 · 254. */
const RESIDUAL_STEPS = 32_258;

/**
 * Encodes the code of one vector.
 *
 * @param vector - The vector as given, in float32.
 * @param placed - The vector as it is stored in the set: rotated if the collection is.
 * @param keepFloat32 - Whether to store float32 in any case, because residuals do not fit the collection.
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
    return { value: packFloat32(vector), range, fallback: undefined, clipped: 0 };
  if (residualBand(range) > MAX_RESIDUAL_ERROR)
    return { value: packFloat32(vector), range, fallback: "range", clipped: 0 };
  const residual = encodeResidual(placed, code);
  const errorNorm = errorNormOf(placed, code, residual);
  const maxErrorNorm =
    (Math.sqrt(placed.length) * range * ERROR_ALLOWANCE) / (2 * RESIDUAL_STEPS) + FLOAT32_NOISE;
  if (!(errorNorm <= maxErrorNorm))
    return { value: packFloat32(vector), range, fallback: "error", clipped: 0 };
  return {
    value: packResidual(residual, fingerprintOf(code.codes, range), errorNorm),
    range,
    fallback: undefined,
    clipped: 0,
  };
}

/** The length of the rounding error |x̂ − decoded|, in double precision. */
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
