import type { OperationOptions } from "../../options/index.js";
import { type CheckedExample, invalidExamples } from "../search/examples.js";
import type { StoredVector } from "./read-stored-vector.js";

/** Reads the vectors of elements, in the order of the ids; undefined for one that is absent or has expired. */
export type VectorReader = (
  ids: readonly string[],
  wait: OperationOptions,
) => Promise<readonly (Pick<StoredVector, "vector"> | undefined)[]>;

/** Below this length, relative to the weights, the direction of a mean is that of rounding errors. */
const MIN_LENGTH = 1e-5;

/**
 * The weighted mean of the examples' unit vectors. One round trip if there are examples by id.
 *
 * @throws OctavecError `INVALID_ARGUMENT` if there is no element with the id of an example, or if the examples cancel each other
 * out, so that the mean has no direction.
 */
export async function meanOfExamples(
  readVectors: VectorReader,
  examples: readonly CheckedExample[],
  dimension: number,
  wait: OperationOptions,
): Promise<Float32Array> {
  const ids = examples.flatMap((example) => ("id" in example ? [example.id] : []));
  const stored = ids.length === 0 ? [] : await readVectors(ids, wait);
  const sum = new Float64Array(dimension);
  let [total, next] = [0, 0];
  for (const [place, example] of examples.entries()) {
    const vector = "id" in example ? stored[next++]?.vector : example.vector;
    if (vector === undefined) {
      throw invalidExamples(
        `search: examples[${place}].id: there is no such element. Leave the example out, or give its vector.`,
      );
    }
    const scale = example.weight / lengthOf(vector);
    total += Math.abs(example.weight);
    for (let index = 0; index < dimension; index++) sum[index]! += scale * vector[index]!;
  }
  const length = lengthOf(sum);
  if (length < MIN_LENGTH * total) {
    throw invalidExamples(
      "search: examples: the weighted mean of the examples is zero, because they cancel each other out. Change a weight or leave an example out.",
    );
  }
  return Float32Array.from(sum, (component) => component / length);
}

function lengthOf(vector: ArrayLike<number>): number {
  let squares = 0;
  for (let index = 0; index < vector.length; index++) squares += vector[index]! * vector[index]!;
  return Math.sqrt(squares);
}
