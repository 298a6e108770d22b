import { decodeVrem, encodeVrem } from "../commands/index.js";
import type { Reply } from "../executor.js";
import type { OperationOptions } from "../options/index.js";
import { replyOf } from "../reply.js";
import type { CodedCollection } from "./precision/coded-collection.js";

/** Elements removed in one pipeline. */
const CHUNK = 500;

/**
 * Removes elements, each together with its code: also where this client knows of none, because the collection may have been
 * made anew with codes since. @returns how many were there.
 */
export async function deleteElements(
  { executor, keys }: Pick<CodedCollection, "executor" | "keys">,
  ids: readonly string[],
  options: OperationOptions,
): Promise<number> {
  let removed = 0;
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK);
    const results = await executor.pipeline(
      chunk.map((id) => ({ transaction: [encodeVrem(keys.vectors, id), ["HDEL", keys.codes, id]] })),
      { ...options, idempotent: true },
    );
    for (const result of results) {
      const [wasThere = null]: readonly Reply[] = listOf(replyOf(result, options.signal));
      if (decodeVrem(wasThere)) removed++;
    }
  }
  return removed;
}

function listOf(reply: Reply): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}
