import type { Command, Reply } from "../executor.js";
import { readBoolean } from "../reply.js";

/**
 * VISMEMBER key element
 * https://redis.io/docs/latest/commands/vismember/ — documented since 8.2.0, but available on 8.0.x too; facts checked
 * on 8.0.2 and 8.2.3.
 *
 * - Reply: true (RESP2 1) or false (0); false for an absent key.
 */
export function encodeVismember(key: string, element: string): Command {
  return ["VISMEMBER", key, element];
}

export function decodeVismember(reply: Reply): boolean {
  return readBoolean("VISMEMBER", reply);
}
