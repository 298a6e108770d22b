import type { Command, Reply } from "../executor.js";
import { readInteger } from "../reply.js";

/**
 * VDIM key
 * https://redis.io/docs/latest/commands/vdim/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: an integer. For a REDUCE set it is the projected dimension, not that of the added vectors.
 * - Unlike with VCARD and VINFO, an absent key is an error: `ERR key does not exist`.
 */
export function encodeVdim(key: string): Command {
  return ["VDIM", key];
}

/** The dimension of the stored vectors. */
export function decodeVdim(reply: Reply): number {
  return readInteger("VDIM", reply);
}
