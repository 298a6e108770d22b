import { OctavecError } from "../../errors/index.js";
import { Script } from "../../script.js";
import type { CacheParts } from "../cache-parts.js";
import { INVALIDATE_ENTRY } from "../script/index.js";

const invalidateEntry = new Script(INVALIDATE_ENTRY, { readOnly: false });

/** Under way at once: more would only make other clients wait. */
const AT_ONCE = 16;

/** Takes one entry away, from all tiers of all processes. @returns 1 when it was there, else 0. */
export async function removeEntry(
  { executor, keys, settings, memory, flights }: CacheParts,
  entryId: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const args = [entryId, String(settings.coherence.streamMaxLength)];
  const reply = await invalidateEntry.run(executor, keys.generation, args, { signal, idempotent: true });
  const [entries, eventId] = Array.isArray(reply) ? reply : [];
  if (typeof entries !== "number" || typeof eventId !== "string") {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      "The invalidation script answered with a shape that is not known: expected a count and the id of an event.",
    );
  }
  flights.startAnew();
  memory?.apply({ id: eventId, kind: "entry", what: entryId });
  return entries;
}

/** @returns how many were there. */
export async function removeEntries(
  parts: CacheParts,
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
