import { isOctavecError } from "../../errors/index.js";
import type { RejectedRecord } from "./source.js";

/**
 * The reject for a coded error that one record raised. Anything else is no fault of the record and is thrown on.
 *
 * @param id - As the source writes it; absent when it could not be read.
 */
export function rejectOf(error: unknown, id: string | undefined): RejectedRecord {
  if (!isOctavecError(error)) throw error;
  return { ...(id !== undefined && { id }), code: error.code, reason: error.message };
}
