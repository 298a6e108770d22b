import type { Command, Reply } from "../executor.js";
import { readBoolean } from "../reply.js";

/**
 * VREM key element
 * https://redis.io/docs/latest/commands/vrem/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - One element per command, although the server's command table says "one or more".
 * - Reply: true (RESP2 1) if the element was removed, false (0) if the element or the key is absent.
 * - The memory is freed at once and the neighbours are linked again, which takes about as long as an insert. Removing the
 *   last element removes the key.
 */
export function encodeVrem(key: string, element: string): Command {
  return ["VREM", key, element];
}

/** Whether the element existed and was removed. */
export function decodeVrem(reply: Reply): boolean {
  return readBoolean("VREM", reply);
}
