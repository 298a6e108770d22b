import { OctavecError, requireKnownFields } from "../../errors/index.js";
import { checkId } from "../elements/check-id.js";
import { checkedList } from "../elements/checked-list.js";
import { prepareVector, type VectorInput, type VectorShape } from "../elements/prepare-vector.js";

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

/** @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`. */
export function checkExamples(examples: readonly SearchExample[], shape: VectorShape): CheckedExample[] {
  const expected = `an array of 1 to ${MAX_EXAMPLES} examples`;
  let place = 0;
  const checked = checkedList("search: examples", expected, examples, (example: unknown) =>
    checkExample(example, `search: examples[${place++}]`, shape),
  );
  if (checked.length > 0 && checked.length <= MAX_EXAMPLES) return checked;
  throw invalidExamples(`search: examples: expected ${expected}, got ${checked.length}.`);
}

function checkExample(example: unknown, what: string, shape: VectorShape): CheckedExample {
  requireKnownFields(example, { what, fields: ["id", "vector", "weight"] });
  const { id, vector, weight = 1 } = example as Partial<Record<"id" | "vector" | "weight", unknown>>;
  if (typeof weight !== "number" || !(Math.abs(weight) <= MAX_WEIGHT) || weight === 0)
    throw invalidExamples(
      `${what}.weight: expected a number from -${MAX_WEIGHT} to ${MAX_WEIGHT} other than 0.`,
    );
  if ((id === undefined) === (vector === undefined))
    throw invalidExamples(`${what}: expected exactly one of vector and id.`);
  return vector === undefined
    ? { weight, id: checkId(id, `${what}.id`) }
    : { weight, vector: prepareVector(vector, shape, `${what}.vector`) };
}

/** The error for a list of examples that is no valid query. */
export function invalidExamples(message: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", message, { details: { field: "examples" } });
}
