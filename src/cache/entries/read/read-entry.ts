import type { Reply, SendOptions } from "../../../executor.js";
import { replyOf, textOf, unexpectedReply } from "../../../reply.js";
import { Script, scriptOrCommands } from "../../../script.js";
import type { LivingEntry } from "../../contract/index.js";
import { latestEventId } from "../../memory/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { ANSWER_FIELDS, decodeAnswer } from "../context/entry-fields.js";
import { readInLatest } from "../context/generation.js";
import { READ_ENTRY } from "../scripts/read-entry.lua.js";

type ReadContext = Pick<EntryContext, "executor" | "keys" | "generation">;

/** What Redis holds under the key of one entry, and where Redis stood when it was read. */
export interface ExactReading {
  readonly found: LivingEntry | "corrupt" | undefined;
  readonly generation: string;
  /** Id of the latest event, `0-0` when there was none. The entry read has seen all events up to this one. */
  readonly since: string;
}

const entryReader = new Script(READ_ENTRY, { readOnly: true });

/**
 * The entry with exactly this scope and prompt: one round trip, no embedding; one command by a script, four for users who
 * may not run scripts. The generation is read in the same trip, so an entry from before a flush is never returned.
 *
 * @param options - `fromPrimary`: no replica is asked. Default false.
 */
export function readEntry(
  context: ReadContext,
  entryId: string,
  { fromPrimary = false, ...plain }: SendOptions & { readonly fromPrimary?: boolean },
): Promise<ExactReading> {
  const options = fromPrimary
    ? { ...plain, readOnly: false, idempotent: true }
    : { ...plain, readOnly: true };
  const { executor, keys, generation } = context;
  return scriptOrCommands(
    executor,
    async () => decodeReading(entryId, await entryReader.run(executor, keys.generation, [entryId], options)),
    () => readInLatest(generation.current, (latest) => readByCommands(context, entryId, latest, options)),
  );
}

function decodeReading(entryId: string, reply: Reply): ExactReading {
  if (!Array.isArray(reply) || typeof reply[0] !== "string" || typeof reply[1] !== "string") {
    throw unexpectedReply("The script that reads an entry", "generation, last event and entry", reply);
  }
  const [generation, since, fields, pttl] = reply;
  if (fields === undefined) return { found: undefined, generation, since };
  return {
    found: Array.isArray(fields) ? decodeAnswer(entryId, fields, pttl) : "corrupt",
    generation,
    since,
  };
}

/** Finds nothing if the current generation is another one. The latest event is read before the entry. */
async function readByCommands(
  { executor, keys }: ReadContext,
  entryId: string,
  generation: string,
  options: SendOptions,
): Promise<ExactReading> {
  const key = keys.entry(generation, entryId);
  const [latest, values, pttl, current] = await executor.pipeline(
    [
      ["XREVRANGE", keys.events, "+", "-", "COUNT", "1"],
      ["HMGET", key, ...ANSWER_FIELDS],
      ["PTTL", key],
      ["GET", keys.generation],
    ],
    options,
  );
  const reading = { generation: textOf(replyOf(current)) ?? "0", since: latestEventId(replyOf(latest)) };
  if (reading.generation !== generation) return { ...reading, found: undefined };
  // The key holds another type of value: the entry is damaged, Redis is not.
  if (values?.ok === false && values.error.code === "WRONG_TYPE") return { ...reading, found: "corrupt" };
  const fields = replyOf(values);
  return {
    ...reading,
    found: Array.isArray(fields) ? decodeAnswer(entryId, fields, replyOf(pttl)) : undefined,
  };
}
