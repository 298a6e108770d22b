import type { SendOptions } from "../../../executor.js";
import { listOf, repliesOf } from "../../../reply.js";
import type { CacheEntry } from "../../contract/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { ANSWER_FIELDS } from "../context/entry-fields.js";

/** Reply of PTTL for a key that does not expire. How long an entry lives does not matter here. */
const NO_EXPIRY = -1;

/** What explanations show of an entry: the question under which it is stored, in the words of whoever asked, and its source. */
export type EntrySource = Pick<CacheEntry, "prompt" | "writer" | "onProbation">;

/**
 * The questions and sources of entries, by entry id. One round trip. An entry that is gone has none.
 * @throws the codes of commands.
 */
export async function readPrompts(
  { executor, keys, codec }: Pick<EntryContext, "executor" | "keys" | "codec">,
  generation: string,
  entryIds: readonly string[],
  options: SendOptions,
): Promise<ReadonlyMap<string, EntrySource>> {
  if (entryIds.length === 0) return new Map();
  const steps = entryIds.map((entryId) => ["HMGET", keys.entry(generation, entryId), ...ANSWER_FIELDS]);
  const replies = repliesOf(await executor.pipeline(steps, { ...options, readOnly: true, binary: true }));
  return new Map(
    entryIds.flatMap((entryId, index): [string, EntrySource][] => {
      const living = codec.decodeAnswer(entryId, listOf(replies[index]), NO_EXPIRY);
      return typeof living === "object" ? [[entryId, living.entry]] : [];
    }),
  );
}
