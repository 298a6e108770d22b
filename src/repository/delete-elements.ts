import { decodeVrem, encodeVrem } from "../commands/index.js";
import type { Command, Reply } from "../executor.js";
import type { OperationOptions } from "../options/index.js";
import { replyOf } from "../reply.js";
import type { CodedCollection } from "./precision/coded-collection.js";

/** Elements removed in one pipeline. */
const CHUNK_SIZE = 500;

/**
 * Removes elements together with their codes. It does so even if this client knows of no codes, because the collection may
 * have been created again with codes since it was opened.
 *
 * @returns the number of elements that existed and had not expired.
 */
export async function deleteElements(
  { executor, keys, expiry }: Pick<CodedCollection, "executor" | "keys" | "expiry">,
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
    const results = await executor.pipeline(
      chunk.map((id) => ({
        transaction: [encodeVrem(keys.vectors, id), ["HDEL", keys.codes, id], ...forget(id)],
      })),
      { ...options, idempotent: true },
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
