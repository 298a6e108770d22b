import { OctavecError } from "../../errors/index.js";
import { isTtlMs } from "../../options/index.js";

/**
 * The TTL of a record.
 *
 * @param given - As the caller gave it. Undefined for that of the collection, null for none.
 * @returns undefined if the record never expires.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function ttlOf(given: unknown, ofCollection: number | undefined): number | undefined {
  if (given === undefined) return ofCollection;
  const expected = isTtlMs(given);
  if (expected !== undefined)
    throw new OctavecError("INVALID_ARGUMENT", `record: ttlMs: expected ${expected}.`, {
      details: { field: "ttlMs" },
    });
  return given === null ? undefined : (given as number);
}
