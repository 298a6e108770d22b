import type { Reply } from "../../../executor.js";
import { listOf, unexpectedReply } from "../../../reply.js";
import { Script } from "../../../script.js";
import type { EntryContext } from "../entry-context.js";
import { ANNOUNCE_LABEL } from "../scripts/announce-label.lua.js";
import { DROP_LABELLED } from "../scripts/drop-labelled.lua.js";

const announceLabel = new Script(ANNOUNCE_LABEL, { readOnly: false });
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
  parts: EntryContext,
  labelId: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { executor, keys } = parts;
  const generation = await announce(parts, labelId, signal);
  const key = keys.label(generation, labelId);
  let entries = 0;
  let seen = 0;
  let cursor = "0";
  do {
    const page = await executor.send(["SSCAN", key, cursor, "COUNT", String(PAGE)], {
      signal,
      idempotent: true,
    });
    const { next, ids } = decodePage(page);
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = ids.slice(start, start + CHUNK);
      const args = [generation, labelId, ...chunk];
      const removed = await dropLabelled.run(executor, keys.generation, args, { signal, idempotent: true });
      if (typeof removed !== "number")
        throw unexpectedReply("The invalidation script", "a number of entries", removed);
      entries += removed;
    }
    seen += ids.length;
    cursor = next;
  } while (cursor !== "0");
  if (seen > 0) await announce(parts, labelId, signal);
  return entries;
}

/** Writes the event. Idempotent: a second event does no harm. @returns the generation. */
async function announce(
  { executor, keys, settings, memory, generation: known }: EntryContext,
  labelId: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const args = [labelId, String(settings.coherence.streamMaxLength)];
  const reply = await announceLabel.run(executor, keys.generation, args, { signal, idempotent: true });
  const [generation, eventId] = listOf(reply);
  if (typeof generation !== "string" || typeof eventId !== "string") {
    throw unexpectedReply("The invalidation script", "a generation and the id of an event", reply);
  }
  known.invalidated();
  memory?.apply({ id: eventId, kind: "label", what: labelId });
  return generation;
}

function decodePage(page: Reply): { next: string; ids: string[] } {
  const [next, ids] = Array.isArray(page) ? page : [];
  if (typeof next !== "string" || !Array.isArray(ids))
    throw unexpectedReply("SSCAN", "a cursor and a list", page);
  return { next, ids: ids.map(String) };
}
