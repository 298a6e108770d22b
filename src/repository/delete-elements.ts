import { decodeVrem, encodeVrem } from "../commands/index.js";
import type { Reply } from "../executor.js";
import type { OperationOptions } from "../options/index.js";
import { replyOf } from "../reply.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { REMOVE_WORDS } from "./words/index.js";

/** Elements removed in one pipeline. */
const CHUNK_SIZE = 500;

/**
 * Removes elements together with their codes. It does so even if this client knows of no codes, because the collection may
 * have been created again with codes since it was opened. Where words are kept, a script removes them within the transaction.
 *
 * @returns the number of elements that existed.
 */
export async function deleteElements(
  { executor, keys, words }: Pick<CodedCollection, "executor" | "keys" | "words">,
  ids: readonly string[],
  options: OperationOptions,
): Promise<number> {
  let removed = 0;
  for (let start = 0; start < ids.length; start += CHUNK_SIZE) {
    const chunk = ids.slice(start, start + CHUNK_SIZE);
    const results = await executor.pipeline(
      chunk.map((id) => ({
        transaction: [
          encodeVrem(keys.vectors, id),
          ["HDEL", keys.codes, id],
          ...(words === undefined ? [] : [["EVAL", REMOVE_WORDS, "1", keys.words, id]]),
        ],
      })),
      { ...options, idempotent: true },
    );
    for (const result of results) {
      const [vrem = null]: readonly Reply[] = listOf(replyOf(result, options.signal));
      if (decodeVrem(vrem)) removed++;
    }
  }
  return removed;
}

function listOf(reply: Reply): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}
