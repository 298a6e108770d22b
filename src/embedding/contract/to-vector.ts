import { OctavecError } from "../../errors/index.js";

/**
 * Copies the numbers that a model returned for text `index` into a `Float32Array`.
 *
 * @throws OctavecError `EMBEDDING_FAILED`, without the values, for another length, NaN, ±Infinity (also by float32 overflow)
 *   or a vector that is all zero, because Redis would refuse or mishandle such a vector.
 */
export function toVector(values: ArrayLike<unknown>, dimension: number, index: number): Float32Array {
  const fail = (what: string): never => {
    throw new OctavecError("EMBEDDING_FAILED", `The vector of text ${index} ${what}.`, {
      details: { index, dimension, length: values.length },
    });
  };
  if (values.length !== dimension) fail(`has ${values.length} components; expected ${dimension}`);
  const vector = new Float32Array(dimension);
  let isZero = true;
  for (let i = 0; i < dimension; i += 1) {
    const value = values[i];
    if (typeof value !== "number") return fail(`has a component that is not a number (position ${i})`);
    vector[i] = value;
    if (!Number.isFinite(vector[i])) fail(`has a component outside float32 (position ${i})`);
    if (vector[i] !== 0) isZero = false;
  }
  if (isZero) fail("is all zero");
  return vector;
}
