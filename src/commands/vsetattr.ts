import type { Command, Reply } from "../executor.js";
import { readBoolean } from "../reply.js";

/**
 * VSETATTR key element json
 * https://redis.io/docs/latest/commands/vsetattr/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: true (RESP2 1), or false (0) if the key or the element is absent. It creates nothing.
 * - Replaces the whole text and merges nothing. `""` removes the attributes.
 * - Unlike a VADD that replaces an element, it is replicated and written to the AOF.
 * - Blocks the server's main thread until the running searches of the key have ended.
 */
export interface VsetattrOptions {
  key: string;
  element: string;
  /** JSON text (see `encodeAttributes`), or `""` to remove the attributes. */
  attributes: string;
}

export function encodeVsetattr({ key, element, attributes }: VsetattrOptions): Command {
  return ["VSETATTR", key, element, attributes];
}

/** Whether the element exists and has the new attributes. */
export function decodeVsetattr(reply: Reply): boolean {
  return readBoolean("VSETATTR", reply);
}
