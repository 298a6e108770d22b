import { listOf, textOf, unexpectedReply } from "../../../reply.js";
import { Script } from "../../../script.js";
import type { EntryContext } from "../context/entry-context.js";
import { DROP_LABELLED } from "../scripts/invalidate.lua.js";
import { announce } from "./announce.js";

const dropLabelled = new Script(DROP_LABELLED, { readOnly: false });

/** Ids in one page of SSCAN. */
const PAGE = 256;
/** Entries that one script call removes. Unlinking one from the graph takes some tenths of a millisecond, in which the server serves nobody else. */
const CHUNK = 32;

/**
 * Removes all entries that carry a label, some at a time.
 *
 * The event is written first: from then on Redis refuses answers that were asked for before, and memory tiers drop theirs. It
 * is written again at the end, because until an entry was removed a process could still read it after the first event. One
 * walk of SSCAN sees every entry that was there when the first event was written, and it ends however fast new entries come.
 */
export async function dropLabel(
  context: EntryContext,
  labelId: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { executor, keys } = context;
  const options = { signal, idempotent: true };
  const { generation } = await announce(context, "label", labelId, signal);
  const key = keys.label(generation, labelId);
  let entries = 0;
  let seen = 0;
  let cursor: string | undefined = "0";
  do {
    const page = await executor.send(["SSCAN", key, cursor, "COUNT", String(PAGE)], options);
    const [next, members] = listOf(page);
    cursor = textOf(next);
    if (cursor === undefined || !Array.isArray(members)) {
      throw unexpectedReply("SSCAN", "a cursor and a list", page);
    }
    const ids = members.map(String);
    for (let start = 0; start < ids.length; start += CHUNK) {
      const args = [generation, labelId, ...ids.slice(start, start + CHUNK)];
      const removed = await dropLabelled.run(executor, keys.generation, args, options);
      if (typeof removed !== "number") {
        throw unexpectedReply("The invalidation script", "a number of entries", removed);
      }
      entries += removed;
    }
    seen += ids.length;
  } while (cursor !== "0");
  if (seen > 0) await announce(context, "label", labelId, signal);
  return entries;
}
