import { isOctavecError } from "../../src/errors/index.js";

/** The code a promise is rejected with; `"resolved"` when it is not; the error itself when it has no code. */
export function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "resolved",
    (error: unknown) => (isOctavecError(error) ? error.code : error),
  );
}
