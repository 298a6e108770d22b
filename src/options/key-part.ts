import { OctavecError } from "../errors/index.js";

/**
 * A text that becomes part of a name in Redis, where zero bytes part the parts.
 *
 * @param what - How messages name it.
 * @throws OctavecError `INVALID_ARGUMENT` for a zero byte, a lone surrogate (which has no bytes of its own), and what is no text.
 */
export function checkKeyPart(what: string, part: unknown): string {
  if (typeof part === "string" && part.isWellFormed() && !part.includes("\0")) return part;
  const got = typeof part === "string" ? "one with such a character" : typeof part;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `${what}: expected a text without zero bytes and lone surrogates, got ${got}.`,
  );
}
