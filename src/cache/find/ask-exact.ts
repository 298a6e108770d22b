import type { CacheEntry } from "../contract/index.js";
import { dropDamaged, type ExactReading, readEntry } from "../entries/index.js";
import type { Lookup, StepOutcome } from "./lookup.js";
import { hitOf, isStale, MISS, OFF } from "./results.js";

const OTHER_TAGS: StepOutcome = { answer: "other-tags" };
const CORRUPT: StepOutcome = { answer: "corrupt" };

/** Memory, by the exact question. */
export function askMemory({ context: { memory }, identity }: Lookup): StepOutcome {
  if (memory === undefined) return OFF;
  const held = memory.get(identity.entryId);
  if (held === undefined) return MISS;
  if (!hasTags(held.entry, identity.tags)) return OTHER_TAGS;
  return hitOf(held.entry, { tier: "memory", stale: held.stale });
}

/** Redis, by the exact question: one round trip, which also tells where Redis stands. */
export async function askExact(lookup: Lookup): Promise<StepOutcome> {
  const { context, identity, findings } = lookup;
  const { memory } = context;
  const atMs = performance.now();
  const { found, generation, since } = await readExact(lookup, atMs);
  findings.askedAt = { generation, since };
  if (found === undefined) return MISS;
  if (found === "corrupt") {
    dropDamaged(context, [identity.entryId]);
    return CORRUPT;
  }
  if (!hasTags(found.entry, identity.tags)) {
    findings.passedOverMs = found.entry.createdAtMs;
    return OTHER_TAGS;
  }
  memory?.put({ living: found, since, atMs });
  return hitOf(found.entry, { tier: "exact", stale: isStale(found) });
}

/** Reads from the primary where that lets memory catch up, and tells memory what came of it. */
async function readExact({ context, identity, budget, signal }: Lookup, atMs: number): Promise<ExactReading> {
  const { memory, generation } = context;
  const fromPrimary = memory?.wantsPrimary === true;
  try {
    const reading = await budget.spend((timeoutMs) =>
      readEntry(context, identity.entryId, { timeoutMs, signal, fromPrimary }),
    );
    generation.note(reading.generation);
    if (fromPrimary) memory.noteLatest(reading.since, atMs);
    return reading;
  } catch (error) {
    if (fromPrimary && signal?.aborted !== true) memory.noteUnreachable();
    throw error;
  }
}

function hasTags(entry: CacheEntry, tags: readonly string[]): boolean {
  return tags.every((tag) => entry.tags.includes(tag));
}
