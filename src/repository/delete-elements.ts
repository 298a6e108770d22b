import { decodeVrem, encodeVrem } from "../commands/index.js";
import type { Command, Reply } from "../executor.js";
import type { OperationOptions } from "../options/index.js";
import { reasonOf, replyOf } from "../reply.js";
import { DELETE_WITH_WORDS } from "./delete-with-words.lua.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { explainForbiddenScript } from "./requires-scripts.js";

/** Elements removed in one pipeline. */
const CHUNK_SIZE = 500;

/**
 * Removes elements together with their codes. It does so even if this client knows of no codes, because the collection may
 * have been created again with codes since it was opened. Where words are kept, a script removes an element with its
 * code and its words.
 *
 * @returns the number of elements that existed and had not expired.
 */
export async function deleteElements(
  { executor, keys, words, expiry }: Pick<CodedCollection, "executor" | "keys" | "words" | "expiry">,
  ids: readonly string[],
  options: OperationOptions,
): Promise<number> {
  if (expiry.isUsed) await expiry.prepare(options);
  const forget = (id: string): Command[] =>
    expiry.isUsed
      ? [
          ["ZSCORE", keys.expiry, id],
          ["ZREM", keys.expiry, id],
        ]
      : [];
  let removed = 0;
  for (let start = 0; start < ids.length; start += CHUNK_SIZE) {
    const chunk = ids.slice(start, start + CHUNK_SIZE);
    const send = { ...options, idempotent: true };
    if (words !== undefined) {
      const removedFrom = [keys.vectors, keys.codes, keys.words, ...(expiry.isUsed ? [keys.expiry] : [])];
      const calls = chunk.map((id) => ({ keys: removedFrom, args: [id] }));
      for (const result of await DELETE_WITH_WORDS.runEach(executor, calls, send)) {
        if (!result.ok) throw reasonOf(explainForbiddenScript("delete", result.error), options.signal);
        if (decodeVrem(result.value)) removed++;
      }
      continue;
    }
    const results = await executor.pipeline(
      chunk.map((id) => ({
        transaction: [encodeVrem(keys.vectors, id), ["HDEL", keys.codes, id], ...forget(id)],
      })),
      send,
    );
    for (const result of results) {
      const [vrem = null, , instant = null]: readonly Reply[] = listOf(replyOf(result, options.signal));
      if (decodeVrem(vrem) && (instant === null || Number(instant) > expiry.nowMs())) removed++;
    }
  }
  return removed;
}

function listOf(reply: Reply): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}
