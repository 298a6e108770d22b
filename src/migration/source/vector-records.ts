import type { VectorRecord } from "../../repository/index.js";
import type { MigrationRecord } from "./source.js";

/**
 * The records as a repository takes them: without `extra`, which is written beside. As an iterator, because `upsertMany`
 * encodes an array as a whole before it writes.
 */
export function* vectorRecords(records: Iterable<MigrationRecord>): Generator<VectorRecord> {
  for (const { id, vector, attributes } of records) yield { id, vector, attributes };
}
