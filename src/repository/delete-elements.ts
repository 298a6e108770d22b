import { decodeVrem, encodeVrem } from "../commands/index.js";
import type { Command, SendOptions } from "../executor.js";
import type { OperationOptions } from "../options/index.js";
import { listOf, reasonOf, replyOf } from "../reply.js";
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
  const send = { ...options, idempotent: true };
  const remove = words === undefined ? removeByTransactions : removeByScript;
  let removed = 0;
  for (let start = 0; start < ids.length; start += CHUNK_SIZE) {
    removed += await remove({ executor, keys, expiry }, ids.slice(start, start + CHUNK_SIZE), send);
  }
  return removed;
}

type Place = Pick<CodedCollection, "executor" | "keys" | "expiry">;

/** Removes the words, too. */
async function removeByScript(
  { executor, keys, expiry }: Place,
  ids: readonly string[],
  send: SendOptions,
): Promise<number> {
  const removedFrom = [keys.vectors, keys.codes, keys.words, ...(expiry.isUsed ? [keys.expiry] : [])];
  const calls = ids.map((id) => ({ keys: removedFrom, args: [id] }));
  const results = await DELETE_WITH_WORDS.runEach(executor, calls, send);
  return results.filter((result) => {
    if (!result.ok) throw reasonOf(explainForbiddenScript("delete", result.error), send.signal);
    return decodeVrem(result.value);
  }).length;
}

async function removeByTransactions(
  { executor, keys, expiry }: Place,
  ids: readonly string[],
  send: SendOptions,
): Promise<number> {
  const forget = (id: string): Command[] =>
    expiry.isUsed
      ? [
          ["ZSCORE", keys.expiry, id],
          ["ZREM", keys.expiry, id],
        ]
      : [];
  const results = await executor.pipeline(
    ids.map((id) => ({
      transaction: [encodeVrem(keys.vectors, id), ["HDEL", keys.codes, id], ...forget(id)],
    })),
    send,
  );
  return results.filter((result) => {
    const [vrem = null, , instant = null] = listOf(replyOf(result, send.signal));
    return decodeVrem(vrem) && (instant === null || Number(instant) > expiry.nowMs());
  }).length;
}
