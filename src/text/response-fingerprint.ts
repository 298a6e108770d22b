import { createHash } from "node:crypto";
import { normalizeText } from "./normalize-text.js";

/** 22 characters of 6 bits: 132 bits, enough that two answers never have one id by chance. */
const FINGERPRINT_CHARACTERS = 22;

/**
 * The answer id of a response whose caller named none: the first 22 characters of the base64url SHA-256 of its
 * {@link normalizeText}. Responses that differ only in quotes, blanks or line ends have one id. Those that differ in a word, in
 * case or in the indentation of code have different ids, because merging two answers does more harm than separating one.
 */
export function responseFingerprint(response: string): string {
  return createHash("sha256")
    .update(normalizeText(response))
    .digest("base64url")
    .slice(0, FINGERPRINT_CHARACTERS);
}
