import type { SendOptions } from "../../../executor.js";
import { listOf, repliesOf, textOf } from "../../../reply.js";
import type { EntryContext } from "../context/entry-context.js";

/**
 * The questions under which entries are stored, by entry id, in the words of whoever asked. One round trip. An entry that is gone
 * has none.
 * @throws the codes of commands.
 */
export async function readPrompts(
  { executor, keys }: Pick<EntryContext, "executor" | "keys">,
  generation: string,
  entryIds: readonly string[],
  options: SendOptions,
): Promise<ReadonlyMap<string, string>> {
  if (entryIds.length === 0) return new Map();
  const steps = entryIds.map((entryId) => ["HMGET", keys.entry(generation, entryId), "p"]);
  const replies = repliesOf(await executor.pipeline(steps, { ...options, readOnly: true }));
  return new Map(
    entryIds.flatMap((entryId, index): [string, string][] => {
      const prompt = textOf(listOf(replies[index])[0]);
      return prompt === undefined ? [] : [[entryId, prompt]];
    }),
  );
}
