import { isOctavecError, OctavecError } from "../../errors/index.js";
import { EXPIRES_FIELD } from "./expiry.js";

/** The error for a write without an instant to a collection in which elements expire. The write is repeated with one. */
export function unawareOfExpiry(key: string): OctavecError {
  return new OctavecError(
    "COLLECTION_MISMATCH",
    `Since this repository opened the collection ${key}, others have begun to use TTLs in it. Write the record again.`,
    { details: { differing: [EXPIRES_FIELD] } },
  );
}

/** Whether a write failed for that reason. */
export function lacksInstant({ error }: { readonly kind: string; readonly error?: unknown }): boolean {
  return (
    isOctavecError(error, "COLLECTION_MISMATCH") &&
    Array.isArray(error.details.differing) &&
    error.details.differing.includes(EXPIRES_FIELD)
  );
}
