import { OctavecError } from "../../errors/index.js";
import { isTtlMs } from "../../options/index.js";
import { NEVER_MS } from "./stored-instant.js";

/** When a record expires: so many milliseconds after it is written, or at an instant; never if both are undefined. */
export interface EndOfRecord {
  readonly ttlMs?: number | undefined;
  /** Milliseconds since 1970 by the server's clock. */
  readonly expiresAtMs?: number | undefined;
}

/**
 * Checks what a record says of its end.
 *
 * @param ttlOfCollectionMs - For a record that says nothing.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function endOfRecord(
  { ttlMs, expiresAtMs }: { readonly ttlMs?: unknown; readonly expiresAtMs?: unknown },
  ttlOfCollectionMs: number | undefined,
): EndOfRecord {
  if (ttlMs !== undefined) {
    const expected = isTtlMs(ttlMs);
    if (expected !== undefined) throw invalidEnd("ttlMs", expected);
    return { ttlMs: ttlMs === null ? undefined : (ttlMs as number) };
  }
  if (expiresAtMs === undefined) return { ttlMs: ttlOfCollectionMs };
  if (
    typeof expiresAtMs === "number" &&
    Number.isInteger(expiresAtMs) &&
    expiresAtMs >= 0 &&
    expiresAtMs < NEVER_MS
  )
    return { expiresAtMs };
  throw invalidEnd("expiresAtMs", `a whole number of milliseconds since 1970, from 0 to ${NEVER_MS - 1}`);
}

function invalidEnd(field: string, expected: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `record: ${field}: expected ${expected}.`, {
    details: { field },
  });
}
