import type { VectorRecord } from "../../repository/index.js";
import type { MigrationRecord } from "./source.js";

/**
 * The records without `extra`, as a repository takes them. An iterator and not an array, because `upsertMany` encodes all
 * records of an array before it writes the first one.
 */
export function* vectorRecords(records: Iterable<MigrationRecord>): Generator<VectorRecord> {
  for (const { id, vector, attributes } of records) yield { id, vector, attributes };
}
