import { encodeAttributes } from "../../commands/index.js";
import { checkId, prepareVector } from "../../repository/index.js";
import type { MigrationRecord } from "../source/source.js";

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
