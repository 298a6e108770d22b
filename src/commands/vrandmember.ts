import type { Command, Reply } from "../executor.js";
import { readOptionalText, readTexts } from "../reply.js";

/**
 * VRANDMEMBER key [count]
 * https://redis.io/docs/latest/commands/vrandmember/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Without count: one element, or null for an absent key.
 * - With count: an array, empty for an absent key. Above 0: at most that many different elements. They are random up to a
 *   fifth of the set; for more, the server walks its list from a random position. Below 0: |count| random elements, which
 *   may repeat. 0: an empty array.
 * - `ERR COUNT value is not an integer`.
 */
export function encodeVrandmember(key: string, count?: number): Command {
  return count === undefined ? ["VRANDMEMBER", key] : ["VRANDMEMBER", key, String(count)];
}

/** Decodes the reply to a VRANDMEMBER without count: an element, or undefined if the key is absent. */
export function decodeVrandmember(reply: Reply): string | undefined {
  return readOptionalText("VRANDMEMBER", reply);
}

/** Decodes the reply to a VRANDMEMBER with count. */
export function decodeVrandmembers(reply: Reply): string[] {
  return readTexts("VRANDMEMBER", reply);
}
