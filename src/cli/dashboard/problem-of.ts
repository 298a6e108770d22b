import type { Problem } from "../../gateway/http/index.js";
import { type ErrorCode, isOctavecError } from "../../index.js";

const STATUS_OF_CODE: Readonly<Partial<Record<ErrorCode, number>>> = {
  INVALID_ARGUMENT: 400,
  INVALID_OPTIONS: 400,
  NOT_AUTHORIZED: 403,
  UNSUPPORTED_OPERATION: 422,
  MISSING_DEPENDENCY: 422,
};

/** Every error of the library, whose messages hold no text of users, with its code as the title. Undefined for any other. */
export function problemOf(error: unknown): Problem | undefined {
  if (!isOctavecError(error)) return undefined;
  return {
    status: STATUS_OF_CODE[error.code] ?? 503,
    type: `/errors/${error.code.toLowerCase().replaceAll("_", "-")}`,
    title: error.code,
    detail: error.message,
  };
}
