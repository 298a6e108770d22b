import type { Command, Reply } from "../executor.js";
import { readOptionalText } from "../reply.js";

/**
 * VGETATTR key element
 * https://redis.io/docs/latest/commands/vgetattr/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: the stored text as it was written (the server never checks that it is JSON).
 * - Null if the key or the element is absent, and also if the element has no attributes. The reply does not distinguish
 *   these cases.
 */
export function encodeVgetattr(key: string, element: string): Command {
  return ["VGETATTR", key, element];
}

/** The stored text (see `decodeAttributes`), or undefined if there is none. */
export function decodeVgetattr(reply: Reply): string | undefined {
  return readOptionalText("VGETATTR", reply);
}
