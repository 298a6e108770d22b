import { encodeAttributes } from "../commands/index.js";
import { checkId, prepareVector, type VectorRecord } from "../repository/index.js";
import type { MigrationRecord } from "./source/source.js";

/**
 * Whether the target would take the record, as far as that can be told without it.
 *
 * @throws OctavecError with the code and reason of a reject.
 */
export function checkRecord({ id, vector, attributes }: MigrationRecord, dimension: number): void {
  checkId(id);
  prepareVector(vector, { dimension });
  if (attributes !== undefined) encodeAttributes(attributes);
}

/**
 * The records as a repository takes them: without `extra`, which is written beside. As an iterator, because `upsertMany`
 * encodes an array as a whole before it writes.
 */
export function* vectorRecords(records: Iterable<MigrationRecord>): Generator<VectorRecord> {
  for (const { id, vector, attributes } of records) yield { id, vector, attributes };
}
