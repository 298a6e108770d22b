import type { Command, Reply } from "../executor.js";
import { readOptionalText, readTexts } from "../reply.js";

/**
 * VRANDMEMBER key [count]
 * https://redis.io/docs/latest/commands/vrandmember/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Without count: one element, or null for an absent key.
 * - With count: an array, empty for an absent key. Above 0: that many different elements at most, random as long as
 *   they are no more than a fifth of the set (beyond that the server walks its list from a random place). Below 0:
 *   |count| draws that may repeat. 0: an empty array.
 * - `ERR COUNT value is not an integer`.
 */
export function encodeVrandmember(key: string, count?: number): Command {
  return count === undefined ? ["VRANDMEMBER", key] : ["VRANDMEMBER", key, String(count)];
}

/** Of a VRANDMEMBER without count: an element, or undefined when the key is absent. */
export function decodeVrandmember(reply: Reply): string | undefined {
  return readOptionalText("VRANDMEMBER", reply);
}

/** Of a VRANDMEMBER with count. */
export function decodeVrandmembers(reply: Reply): string[] {
  return readTexts("VRANDMEMBER", reply);
}
