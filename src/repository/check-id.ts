import { OctavecError } from "../errors/index.js";

/** The server takes element names of any length; this keeps one record from filling a batch. */
const MAX_ID_BYTES = 65_536;

/**
 * Any text is an id, the empty one too: it travels as UTF-8 and comes back equal.
 *
 * @throws OctavecError `INVALID_ARGUMENT` when it is no string, longer than 65,536 bytes, or holds half a surrogate pair
 * (two such ids would become the same bytes).
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
      `${what}: holds a lone surrogate, which UTF-8 cannot carry. For raw bytes use Buffer.toString("latin1") or "base64".`,
    );
  }
  // A UTF-16 unit becomes at most three bytes, so most ids need no count.
  if (id.length > MAX_ID_BYTES / 3 && Buffer.byteLength(id) > MAX_ID_BYTES) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}: expected at most ${MAX_ID_BYTES} bytes, got ${Buffer.byteLength(id)}.`,
    );
  }
  return id;
}
