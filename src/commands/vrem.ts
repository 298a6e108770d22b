import type { Command, Reply } from "../executor.js";
import { readBoolean } from "../reply.js";

/**
 * VREM key element
 * https://redis.io/docs/latest/commands/vrem/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - One element per command, against the server's own command table ("one or more").
 * - Reply: true (RESP2 1) when it was removed, false (0) when the element or the key is absent.
 * - The memory is freed at once and the neighbours are linked anew, which costs about as much as an insert.
 *   Removing the last element removes the key.
 */
export function encodeVrem(key: string, element: string): Command {
  return ["VREM", key, element];
}

/** Whether there was something to remove. */
export function decodeVrem(reply: Reply): boolean {
  return readBoolean("VREM", reply);
}
