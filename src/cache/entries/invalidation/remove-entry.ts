import { listOf, unexpectedReply } from "../../../reply.js";
import { Script } from "../../../script.js";
import type { EntryContext } from "../entry-context.js";
import { INVALIDATE_ENTRY } from "../scripts/invalidate-entry.lua.js";

const invalidateEntry = new Script(INVALIDATE_ENTRY, { readOnly: false });

/** Removals under way at the same time: more would only make other clients wait. */
const AT_ONCE = 16;

/** Removes one entry from all tiers of all processes. @returns 1 when it was there, else 0. */
export async function removeEntry(
  { executor, keys, settings, memory, generation }: EntryContext,
  entryId: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const args = [entryId, String(settings.coherence.streamMaxLength)];
  const reply = await invalidateEntry.run(executor, keys.generation, args, { signal, idempotent: true });
  const [entries, eventId] = listOf(reply);
  if (typeof entries !== "number" || typeof eventId !== "string") {
    throw unexpectedReply("The invalidation script", "a count and the id of an event", reply);
  }
  generation.invalidated();
  memory?.apply({ id: eventId, kind: "entry", what: entryId });
  return entries;
}

/** @returns how many of the entries were there. */
export async function removeEntries(
  parts: EntryContext,
  entryIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number> {
  let entries = 0;
  for (let start = 0; start < entryIds.length; start += AT_ONCE) {
    const batch = entryIds.slice(start, start + AT_ONCE);
    const removed = await Promise.all(batch.map((entryId) => removeEntry(parts, entryId, signal)));
    for (const one of removed) entries += one;
  }
  return entries;
}
