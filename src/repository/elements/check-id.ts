import { OctavecError } from "../../errors/index.js";

/** The server has no limit. This one keeps a single record from filling a batch. */
const MAX_ID_BYTES = 65_536;

/**
 * Checks an id. Any text is valid, even the empty one. It is sent as UTF-8 and comes back unchanged.
 *
 * @param what - How messages name the id.
 * @throws OctavecError `INVALID_ARGUMENT` if it is not a string, is longer than 65,536 bytes, or has a lone surrogate. All
 * lone surrogates would become the same bytes.
 */
export function checkId(id: unknown, what = "id"): string {
  if (typeof id !== "string") {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}: expected a string, got ${id === null ? "null" : typeof id}.`,
    );
  }
  if (!id.isWellFormed()) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}: expected well-formed text, got a lone surrogate, which UTF-8 cannot encode. For raw bytes use Buffer.toString("latin1") or "base64".`,
    );
  }
  // A UTF-16 unit becomes at most three bytes, so the bytes of a short id need not be counted.
  if (id.length > MAX_ID_BYTES / 3 && Buffer.byteLength(id) > MAX_ID_BYTES) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}: expected at most ${MAX_ID_BYTES} bytes, got ${Buffer.byteLength(id)}.`,
    );
  }
  return id;
}
