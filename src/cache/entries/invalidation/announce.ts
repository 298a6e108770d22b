import { listOf, unexpectedReply } from "../../../reply.js";
import { Script } from "../../../script.js";
import type { EntryContext } from "../context/entry-context.js";
import { INVALIDATE } from "../scripts/invalidate.lua.js";

const invalidateScript = new Script(INVALIDATE, { readOnly: false });

/** Removals under way at the same time: more would only make other clients wait. */
const AT_ONCE = 16;

/**
 * Invalidates one entry, a label (whose entries the caller then removes) or `*`, everything: in Redis, in the memory tier of
 * this object, and by the event in those of all others. One round trip. Idempotent: a second event does no harm.
 *
 * @returns the generation from now on, and the entries removed or left behind.
 */
export async function announce(
  { executor, keys, settings, memory, traces, generation: known }: EntryContext,
  kind: "entry" | "label" | "all",
  what: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly generation: string; readonly entries: number }> {
  const args = [kind, what, String(settings.coherence.streamMaxLength), traces?.origin() ?? ""];
  const reply = await invalidateScript.run(executor, keys.generation, args, { signal, idempotent: true });
  const [generation, entries, eventId] = listOf(reply);
  if (typeof generation !== "string" || typeof entries !== "number" || typeof eventId !== "string") {
    throw unexpectedReply("The invalidation script", "a generation, a count and the id of an event", reply);
  }
  known.note(generation);
  known.invalidated();
  memory?.apply({ id: eventId, kind, what });
  return { generation, entries };
}

/** Invalidates each of the entries. @returns how many were there. */
export async function removeEntries(
  context: EntryContext,
  entryIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number> {
  let removed = 0;
  for (let start = 0; start < entryIds.length; start += AT_ONCE) {
    const batch = entryIds.slice(start, start + AT_ONCE);
    const reports = await Promise.all(batch.map((entryId) => announce(context, "entry", entryId, signal)));
    for (const { entries } of reports) removed += entries;
  }
  return removed;
}
