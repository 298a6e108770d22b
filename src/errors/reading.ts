import type { ErrorCode } from "./codes.js";
import { isOctavecError, OctavecError } from "./octavec-error.js";

/**
 * Runs a function that reads data of a caller. Getters and proxies in the data may throw anything, and data that is nested
 * too deep overflows the call stack. Both become a coded error.
 *
 * @param what - Name of the data for the message, for example `"record"`.
 * @throws OctavecError `code` with the thrown value as its cause. Coded errors of `read` are thrown unchanged.
 */
export function reading<T>(what: string, code: ErrorCode, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isOctavecError(cause)) throw cause;
    throw new OctavecError(
      code,
      `${what}: expected plain data, got an object that throws when it is read (see cause). Copy its values into a plain object.`,
      { cause },
    );
  }
}
