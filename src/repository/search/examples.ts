import { OctavecError, requireKnownFields } from "../../errors/index.js";
import type { OperationOptions } from "../../options/index.js";
import { checkedList } from "../checked-list.js";
import { checkId } from "../elements/check-id.js";
import { prepareVector, type VectorInput, type VectorShape } from "../elements/prepare-vector.js";
import type { CodedCollection } from "../precision/coded-collection.js";
import { readStoredVectors } from "../precision/read-stored-vector.js";

/** One of several examples of a search. */
export type SearchExample = ({ vector: VectorInput; id?: undefined } | { id: string; vector?: undefined }) & {
  /** How much it counts, −1,000 to 1,000 but not 0. Below 0 the hits are unlike it. Default 1. */
  weight?: number | undefined;
};

/** An example that was checked and copied. */
export type CheckedExample = { readonly weight: number } & (
  | { readonly vector: Float32Array }
  | { readonly id: string }
);

const MAX_EXAMPLES = 1_000;
const MAX_WEIGHT = 1_000;
/** Below this length, relative to the weights, the direction of a mean is that of rounding errors. */
const MIN_LENGTH = 1e-5;

/** @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`. */
export function checkExamples(examples: readonly SearchExample[], shape: VectorShape): CheckedExample[] {
  const expected = `an array of 1 to ${MAX_EXAMPLES} examples`;
  let place = 0;
  const checked = checkedList("search: examples", expected, examples, (example: unknown) =>
    checkExample(example, `search: examples[${place++}]`, shape),
  );
  if (checked.length > 0 && checked.length <= MAX_EXAMPLES) return checked;
  throw invalid(`search: examples: expected ${expected}, got ${checked.length}.`);
}

function checkExample(example: unknown, what: string, shape: VectorShape): CheckedExample {
  requireKnownFields(example, { what, fields: ["id", "vector", "weight"] });
  const { id, vector, weight = 1 } = example as Partial<Record<"id" | "vector" | "weight", unknown>>;
  if (typeof weight !== "number" || !(Math.abs(weight) <= MAX_WEIGHT) || weight === 0)
    throw invalid(`${what}.weight: expected a number from -${MAX_WEIGHT} to ${MAX_WEIGHT} other than 0.`);
  if ((id === undefined) === (vector === undefined))
    throw invalid(`${what}: expected exactly one of vector and id.`);
  return vector === undefined
    ? { weight, id: checkId(id, `${what}.id`) }
    : { weight, vector: prepareVector(vector, shape, `${what}.vector`) };
}

/**
 * The weighted mean of the examples' unit vectors. One round trip if there are examples by id.
 *
 * @throws OctavecError `INVALID_ARGUMENT` if there is no element with the id of an example, or if the examples cancel each other
 * out, so that the mean has no direction.
 */
export async function meanOfExamples(
  { executor, keys, layout }: CodedCollection,
  examples: readonly CheckedExample[],
  dimension: number,
  wait: OperationOptions,
): Promise<Float32Array> {
  const ids = examples.flatMap((example) => ("id" in example ? [example.id] : []));
  const stored =
    ids.length === 0 ? [] : await readStoredVectors(executor, keys, ids, layout, dimension, wait);
  const sum = new Float64Array(dimension);
  let [total, next] = [0, 0];
  for (const [place, example] of examples.entries()) {
    const vector = "id" in example ? stored[next++]?.vector : example.vector;
    if (vector === undefined) {
      throw invalid(
        `search: examples[${place}].id: there is no such element. Leave the example out, or give its vector.`,
      );
    }
    const scale = example.weight / lengthOf(vector);
    total += Math.abs(example.weight);
    for (let index = 0; index < dimension; index++) sum[index]! += scale * vector[index]!;
  }
  const length = lengthOf(sum);
  if (length < MIN_LENGTH * total) {
    throw invalid(
      "search: examples: the weighted mean of the examples is zero, because they cancel each other out. Change a weight or leave an example out.",
    );
  }
  return Float32Array.from(sum, (component) => component / length);
}

export function lengthOf(vector: ArrayLike<number>): number {
  let squares = 0;
  for (let index = 0; index < vector.length; index++) squares += vector[index]! * vector[index]!;
  return Math.sqrt(squares);
}

function invalid(message: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", message, { details: { field: "examples" } });
}
