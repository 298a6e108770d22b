import { types } from "node:util";
import { OctavecError, reading } from "../../errors/index.js";

/** A vector of the caller. It is copied when the call is made, so the caller may reuse the array at once. */
export type VectorInput = Float32Array | Float64Array | readonly number[];

/**
 * Limits of the squared length. The server sums the squares in float32. If the sum overflows, it stores a zero vector; if it
 * underflows, unnormalised codes. Both then score 0.5 against everything (observed on 8.0.2 and 8.2.3). The upper limit is
 * below float32's 3.4028e38, because a float32 sum of 65,536 squares can be off by some thousandths. With the lower limit,
 * a component of a ten-thousandth of the length is still representable.
 */
const MAX_SQUARED_NORM = 3.3e38;
const MIN_SQUARED_NORM = 1e-30;

export interface VectorShape {
  readonly dimension: number;
  /** Components of a vector as given, if only the first `dimension` are kept. */
  readonly truncateFrom?: number | undefined;
}

/**
 * Checks a vector and copies it to float32. With `truncateFrom`, the first `dimension` components are kept and scaled to unit
 * length.
 *
 * @param what - How messages name the vector.
 * @throws OctavecError `DIMENSION_MISMATCH`, or `INVALID_VECTOR` for NaN, ±Infinity, holes, all zeros, a squared length
 * outside the range of float32, or an input that throws when it is read. Messages have positions but no values.
 */
export function prepareVector(
  input: unknown,
  shape: VectorShape,
  what = "vector",
): Float32Array<ArrayBuffer> {
  return reading(what, "INVALID_VECTOR", () => copyVector(input, shape, what));
}

function copyVector(input: unknown, shape: VectorShape, what: string): Float32Array<ArrayBuffer> {
  if (!isVectorInput(input)) {
    throw invalid(`${what}: expected a Float32Array or an array of numbers, got ${kindOf(input)}.`);
  }
  const expected = shape.truncateFrom ?? shape.dimension;
  if (input.length !== expected) {
    throw new OctavecError(
      "DIMENSION_MISMATCH",
      `${what}: expected ${expected} components, got ${input.length}. Use the model for which this collection was created.`,
      { details: { expected, actual: input.length } },
    );
  }
  // Components that truncation drops are checked too, because a NaN among them means a broken vector.
  if (Array.isArray(input)) requireNumbers(input, what);
  const vector = new Float32Array(shape.dimension);
  // `set` converts in the engine; a loop over inputs of three types takes ten times as long.
  vector.set(shape.truncateFrom === undefined ? input : input.slice(0, shape.dimension));
  let squaredNorm = 0;
  for (let index = 0; index < vector.length; index++) squaredNorm += vector[index]! * vector[index]!;
  for (let index = vector.length; index < input.length; index++) squaredNorm += 0 * input[index]!;
  if (!(squaredNorm >= MIN_SQUARED_NORM && squaredNorm <= MAX_SQUARED_NORM)) {
    throw explain(input, squaredNorm, what);
  }
  if (shape.truncateFrom !== undefined) {
    const scale = 1 / Math.sqrt(squaredNorm);
    for (let index = 0; index < vector.length; index++) vector[index]! *= scale;
  }
  return vector;
}

function isVectorInput(input: unknown): input is VectorInput {
  // Not `instanceof`, because the sandbox of a test runner has its own classes of typed arrays.
  return types.isFloat32Array(input) || types.isFloat64Array(input) || Array.isArray(input);
}

/** Without this check, arithmetic would convert "1" and true to numbers, and a hole to NaN. */
function requireNumbers(input: readonly unknown[], what: string): void {
  for (let index = 0; index < input.length; index++) {
    if (typeof input[index] !== "number") {
      throw invalid(`${what}: expected a number at position ${index}, got ${kindOf(input[index])}.`, index);
    }
  }
}

/** Finds out why a vector is invalid. Slow, so it runs only after a check has failed. */
function explain(input: VectorInput, squaredNorm: number, what: string): OctavecError {
  for (let index = 0; index < input.length; index++) {
    const component = input[index]!;
    if (Number.isNaN(component)) return invalid(`${what}: NaN at position ${index}.`, index);
    if (!Number.isFinite(component)) return invalid(`${what}: ±Infinity at position ${index}.`, index);
    if (!Number.isFinite(Math.fround(component))) {
      return invalid(`${what}: the component at position ${index} overflows float32.`, index);
    }
  }
  if (squaredNorm === 0) {
    return invalid(`${what}: all components are zero in float32; a zero vector has no direction.`);
  }
  const direction = squaredNorm < 1 ? "small" : "large";
  return invalid(
    `${what}: the components are too ${direction} for float32 arithmetic on the server; scale the vector to unit length.`,
  );
}

function invalid(message: string, position?: number): OctavecError {
  return new OctavecError("INVALID_VECTOR", message, position === undefined ? {} : { details: { position } });
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "object") return value.constructor?.name ?? "an object";
  return typeof value;
}
