import { OctavecError } from "../../errors/index.js";
import type { ResolvedRediSearchOptions, VectorComponentType } from "../../options/index.js";
import type { IndexField, IndexSchema } from "./index-schema.js";

/** The parts of a document that are read. */
export interface SourceLayout {
  readonly schema: IndexSchema;
  readonly fields: readonly IndexField[];
  readonly vectorField: IndexField;
  readonly type: VectorComponentType;
  readonly dimension: number;
  /** Paths of all vector fields. Only that of `vectorField` is migrated. */
  readonly vectorPaths: readonly string[];
}

/**
 * Chooses the vector field by the options.
 *
 * @throws OctavecError `UNSUPPORTED_SOURCE` if there is none, or if there are several and none was chosen (the message lists
 *   them); `INVALID_ARGUMENT` if the chosen one does not exist, or if `id: "suffix"` is used with an index that has not exactly
 *   one prefix.
 */
export function pickVectorField(
  schema: IndexSchema,
  { vectorField: wanted, id }: ResolvedRediSearchOptions,
): IndexField {
  if (id === "suffix" && (schema.prefixes.length !== 1 || schema.prefixes[0] === "")) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `id "suffix" needs an index with exactly one prefix, or ids could collide; ${quoted(schema.name)} has: ${schema.prefixes.map(quoted).join(", ")}. Use id "key".`,
    );
  }
  const vectors = schema.fields.filter(({ type }) => type === "VECTOR");
  const names = vectors.map(({ name }) => quoted(name)).join(", ");
  const [first, second] = vectors;
  if (first === undefined) {
    throw new OctavecError("UNSUPPORTED_SOURCE", `The index ${quoted(schema.name)} has no vector field.`);
  }
  if (wanted !== undefined) {
    const chosen = vectors.find(({ name }) => name === wanted);
    if (chosen !== undefined) return chosen;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `The index ${quoted(schema.name)} has no vector field ${quoted(wanted)}. It has: ${names}.`,
    );
  }
  if (second === undefined) return first;
  throw new OctavecError(
    "UNSUPPORTED_SOURCE",
    `The index ${quoted(schema.name)} has several vector fields; choose one with vectorField: ${names}.`,
    { details: { vectorFields: vectors.map(({ name }) => name) } },
  );
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
