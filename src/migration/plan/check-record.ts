import { encodeAttributes } from "../../commands/index.js";
import { checkId, prepareVector } from "../../repository/index.js";
import type { MigrationRecord } from "../source/source.js";

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
