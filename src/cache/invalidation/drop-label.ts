import { OctavecError } from "../../errors/index.js";
import type { Reply } from "../../executor.js";
import { Script } from "../../script.js";
import type { CacheParts } from "../cache-parts.js";
import { ANNOUNCE_LABEL, DROP_LABELLED } from "../script/index.js";

const announceLabel = new Script(ANNOUNCE_LABEL, { readOnly: false });
const dropLabelled = new Script(DROP_LABELLED, { readOnly: false });

/** Ids asked for at once. */
const PAGE = 256;
/** Entries that one script call takes away: unlinking from the graph costs some tenths of a millisecond each, and nobody else is served meanwhile. */
const CHUNK = 32;

/**
 * Takes away all entries that carry a label, some at a time.
 *
 * The event comes first: from then on answers that were asked for before are refused, and memory tiers let go. It comes
 * again at the end, because until an entry was taken away somebody could still read it, with the first event behind it. One
 * walk of SSCAN sees every entry that was there when the first event was written, and ends however fast new ones come.
 */
export async function dropLabel(
  parts: CacheParts,
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
      if (typeof removed !== "number") throw unexpected("a number of entries");
      entries += removed;
    }
    seen += ids.length;
    cursor = next;
  } while (cursor !== "0");
  if (seen > 0) await announce(parts, labelId, signal);
  return entries;
}

/** @returns the generation. A second event does no harm. */
async function announce(
  { executor, keys, settings, memory, flights }: CacheParts,
  labelId: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const args = [labelId, String(settings.coherence.streamMaxLength)];
  const reply = await announceLabel.run(executor, keys.generation, args, { signal, idempotent: true });
  const [generation, eventId] = Array.isArray(reply) ? reply : [];
  if (typeof generation !== "string" || typeof eventId !== "string") {
    throw unexpected("a generation and the id of an event");
  }
  flights.startAnew();
  memory?.apply({ id: eventId, kind: "label", what: labelId });
  return generation;
}

function decodePage(page: Reply): { next: string; ids: string[] } {
  const [next, ids] = Array.isArray(page) ? page : [];
  if (typeof next !== "string" || !Array.isArray(ids)) throw unexpected("a cursor and a list");
  return { next, ids: ids.map(String) };
}

function unexpected(expected: string): OctavecError {
  return new OctavecError(
    "UNEXPECTED_REPLY",
    `Redis answered an invalidation with a shape that is not known: expected ${expected}.`,
  );
}
