import type { Command, Reply } from "../executor.js";
import { readInteger } from "../reply.js";

/**
 * VCARD key
 * https://redis.io/docs/latest/commands/vcard/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: an integer; 0 for an absent key.
 */
export function encodeVcard(key: string): Command {
  return ["VCARD", key];
}

/** The number of elements in the set. */
export function decodeVcard(reply: Reply): number {
  return readInteger("VCARD", reply);
}
