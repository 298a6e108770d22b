import { isDeepStrictEqual } from "node:util";
import type { MigrationRecord, StoredForm } from "../source/source.js";
import { cosineOf, leastCosine } from "./least-cosine.js";

/** The part of a record in which its copy differs; `missing` if there is no copy. */
export type Difference = "missing" | "vector" | "attributes" | "extra";

export interface Comparison {
  readonly difference: Difference | undefined;
  /** Cosine of the two vectors; undefined without a copy. */
  readonly cosine: number | undefined;
}

/** How both sides store vectors; `source` is absent if it stores them as they were given. */
export interface StoredForms {
  readonly source?: StoredForm | undefined;
  readonly target: StoredForm;
}

/** Compares a record with its copy in the target. With `truncateFrom`, the target's vectors are shorter. */
export function compareRecords(
  record: MigrationRecord,
  copy: MigrationRecord | null,
  forms: StoredForms,
): Comparison {
  if (copy === null) return { difference: "missing", cosine: undefined };
  const kept = record.vector.subarray(0, copy.vector.length);
  const cosine = cosineOf(kept, copy.vector);
  // Not `<`, so that NaN counts as a difference.
  if (!(cosine >= leastOfBoth(kept, forms))) return { difference: "vector", cosine };
  if (!isDeepStrictEqual(asJson(record.attributes ?? {}), asJson(copy.attributes ?? {}))) {
    return { difference: "attributes", cosine };
  }
  return { difference: isSameText(record.extra, copy.extra) ? undefined : "extra", cosine };
}

/** If both sides stored the vector that was given, their errors can point in opposite directions, and the angles add up. */
function leastOfBoth(vector: Float32Array, { source, target }: StoredForms): number {
  const least = leastCosine(vector, target);
  if (source === undefined) return least;
  return Math.cos(Math.min(Math.PI, Math.acos(least) + Math.acos(leastCosine(vector, source))));
}

/** The value as the server stores it: without undefined, −0 and prototypes. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function isSameText(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
}
