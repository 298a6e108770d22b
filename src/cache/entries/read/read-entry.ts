import type { SendOptions } from "../../../executor.js";
import { listOf, replyOf, textOf } from "../../../reply.js";
import { scriptOrCommands } from "../../../script.js";
import { latestEventId, latestEventOf } from "../../memory/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { ANSWER_FIELDS } from "../context/entry-fields.js";
import { readInLatest } from "../context/generation.js";
import { isQuarantined, quarantineOf } from "../context/quarantine-list.js";
import type { EntrySearch } from "../search/entry-search.js";
import { type ExactReading, lookUpEntries } from "../search/look-up-entries.js";
import { readTogether } from "./read-together.js";

type ReadContext = Pick<
  EntryContext,
  "executor" | "keys" | "codec" | "generation" | "settings" | "tuned" | "hasher" | "traces"
>;

interface ReadOptions extends SendOptions {
  /** No replica is asked. Default false. */
  readonly fromPrimary?: boolean;
  /** What to search for in the same trip if there is no exact entry. */
  readonly search?: EntrySearch | undefined;
}

/**
 * The entry with exactly this scope and prompt: one round trip, no embedding; one command by a script, five for users who
 * may not run scripts. The generation is read in the same trip, so an entry from before a flush is never returned.
 */
export function readEntry(
  context: ReadContext,
  entryId: string,
  { fromPrimary = false, search, ...plain }: ReadOptions,
): Promise<ExactReading> {
  const options = fromPrimary
    ? { ...plain, readOnly: false, idempotent: true }
    : { ...plain, readOnly: true };
  return scriptOrCommands(
    context.executor,
    () =>
      search === undefined
        ? readTogether(context, entryId, options)
        : lookUpEntries(context, entryId, search, options),
    () =>
      readInLatest(context.generation.current, (latest) => readByCommands(context, entryId, latest, options)),
  );
}

/** Finds nothing if the current generation is another one. The latest event is read before the entry. */
async function readByCommands(
  { executor, keys, codec }: ReadContext,
  entryId: string,
  generation: string,
  options: SendOptions,
): Promise<ExactReading> {
  const key = keys.entry(generation, entryId);
  const [latest, quarantine, values, pttl, current] = await executor.pipeline(
    [
      latestEventOf(keys.events),
      quarantineOf(keys),
      ["HMGET", key, ...ANSWER_FIELDS],
      ["PTTL", key],
      ["GET", keys.generation],
    ],
    { ...options, binary: true },
  );
  const reading = { generation: textOf(replyOf(current)) ?? "0", since: latestEventId(replyOf(latest)) };
  if (reading.generation !== generation) return { ...reading, found: undefined };
  // The key holds another type of value: the entry is damaged, Redis is not.
  if (values?.ok === false && values.error.code === "WRONG_TYPE") return { ...reading, found: "corrupt" };
  const fields = replyOf(values);
  if (isQuarantined(replyOf(quarantine), listOf(fields).at(-1))) return { ...reading, found: undefined };
  return {
    ...reading,
    found: Array.isArray(fields) ? codec.decodeAnswer(entryId, fields, replyOf(pttl)) : undefined,
  };
}
