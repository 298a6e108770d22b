import { isOctavecError } from "../../errors/index.js";
import type { RejectedRecord } from "./source.js";

/**
 * The reject for an error that one record caused. An error without a code is not the record's fault and is thrown again.
 *
 * @param id - The id as the source writes it; undefined if it could not be read.
 */
export function rejectOf(error: unknown, id: string | undefined): RejectedRecord {
  if (!isOctavecError(error)) throw error;
  return { ...(id !== undefined && { id }), code: error.code, reason: error.message };
}
