import { encodeAttributes } from "../../commands/index.js";
import { checkId, prepareVector, type VectorRecord } from "../../repository/index.js";
import type { MigrationRecord } from "./source.js";

/**
 * Checks a record as a write would, without a server.
 *
 * @throws OctavecError with the code and reason of the reject if a target cannot store the record.
 */
export function checkRecord({ id, vector, attributes }: MigrationRecord, dimension: number): void {
  checkId(id);
  prepareVector(vector, { dimension });
  if (attributes !== undefined) encodeAttributes(attributes);
}

/**
 * The records without `extra`, as a repository takes them. An iterator and not an array, because `upsertMany` encodes all
 * records of an array before it writes the first one.
 */
export function* vectorRecords(records: Iterable<MigrationRecord>): Generator<VectorRecord> {
  for (const { id, vector, attributes, expiresAtMs } of records)
    yield { id, vector, attributes, expiresAtMs };
}
