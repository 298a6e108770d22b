import type { ErrorCode } from "./codes.js";
import { isOctavecError, OctavecError } from "./octavec-error.js";

/**
 * Runs what reads a caller's data. Getters, proxies and methods in it may throw anything, and data that is nested too
 * deep exhausts the call stack: both become a coded error.
 *
 * @param what - The data, for the message: `"record"`.
 * @throws OctavecError `code`, with what was thrown as its cause; coded errors of `read` pass as they are.
 */
export function reading<T>(what: string, code: ErrorCode, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isOctavecError(cause)) throw cause;
    throw new OctavecError(
      code,
      `${what}: expected plain data, got an object that throws an error when it is read (see cause). Copy its values into a plain object.`,
      { cause },
    );
  }
}
