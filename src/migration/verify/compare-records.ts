import { isDeepStrictEqual } from "node:util";
import type { MigrationRecord } from "../source/source.js";
import { cosineOf, leastCosine, type StoredForm } from "./least-cosine.js";

/** The part of a record in which its copy differs; `missing` if there is no copy. */
export type Difference = "missing" | "vector" | "attributes" | "extra";

export interface Comparison {
  readonly difference: Difference | undefined;
  /** Cosine of the two vectors; undefined without a copy. */
  readonly cosine: number | undefined;
}

/** Compares a record with its copy in the target. With `truncateFrom`, the target's vectors are shorter. */
export function compareRecords(
  record: MigrationRecord,
  copy: MigrationRecord | null,
  form: StoredForm,
): Comparison {
  if (copy === null) return { difference: "missing", cosine: undefined };
  const kept = record.vector.subarray(0, copy.vector.length);
  const cosine = cosineOf(kept, copy.vector);
  // Not `<`, so that NaN counts as a difference.
  if (!(cosine >= leastCosine(kept, form))) return { difference: "vector", cosine };
  if (!isDeepStrictEqual(asJson(record.attributes ?? {}), asJson(copy.attributes ?? {}))) {
    return { difference: "attributes", cosine };
  }
  return { difference: isSameText(record.extra, copy.extra) ? undefined : "extra", cosine };
}

/** The value as the server stores it: without undefined, −0 and prototypes. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function isSameText(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
}
