import type { Command, Reply } from "../executor.js";
import { readBoolean } from "../reply.js";

/**
 * VSETATTR key element json
 * https://redis.io/docs/latest/commands/vsetattr/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: true (RESP2 1), or false (0) when the key or the element is absent; nothing is created.
 * - Replaces the whole text; there is no merging. `""` removes the attributes.
 * - Is replicated and written to the AOF, other than a VADD that replaces.
 * - Waits on the server's main thread for the searches that run on the key.
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

/** Whether the element exists, and so has the new attributes. */
export function decodeVsetattr(reply: Reply): boolean {
  return readBoolean("VSETATTR", reply);
}
