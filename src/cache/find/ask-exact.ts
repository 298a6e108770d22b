import type { CacheEntry } from "../contract/index.js";
import { dropDamaged, type ExactReading, readEntry, readLatestOfQuestion } from "../entries/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import { searchAlong } from "./ask-semantic.js";
import type { Lookup, StepContext } from "./lookup-state.js";
import { hitOf, MISS, OFF, type StepOutcome } from "./step-outcome.js";

const OTHER_TAGS: StepOutcome = { answer: "other-tags" };
const CORRUPT: StepOutcome = { answer: "corrupt" };

/** Memory, by the exact question. */
export function askMemory({
  context: { memory },
  identity,
}: {
  readonly context: Pick<StepContext, "memory">;
  readonly identity: IdentifiedRequest;
}): StepOutcome {
  if (memory === undefined) return OFF;
  const held = memory.get(identity.entryId);
  if (held === undefined) return MISS;
  if (!hasTags(held.entry, identity.tags)) return OTHER_TAGS;
  return hitOf(held, "memory");
}

/**
 * Redis, by the exact question: one round trip, which also brings the generation and the last event. If the vector of the
 * question is at hand, the same trip searches by meaning, for the later step. It goes to the primary if the memory tier may
 * then serve again.
 */
export async function askExact(lookup: Lookup): Promise<StepOutcome> {
  const { context, identity, findings, budget, signal } = lookup;
  const { memory, generation } = context;
  const fromPrimary = memory?.wantsPrimary === true;
  const { known } = findings;
  const search = searchAlong(lookup);
  const atMs = performance.now();
  let reading: ExactReading;
  try {
    reading = await budget.spend((timeoutMs) =>
      readEntry(context, identity.entryId, { timeoutMs, signal, fromPrimary, search }),
    );
  } catch (error) {
    if (fromPrimary && signal?.aborted !== true) memory.noteUnreachable();
    throw error;
  }
  const { found, since, searched } = reading;
  if (known !== undefined) known.hasExactEntry = found !== undefined;
  generation.note(reading.generation);
  if (fromPrimary) memory.noteLatest(since, atMs);
  findings.askedAt = { generation: reading.generation, since };
  if (searched !== undefined) findings.searched = { found: searched, atMs, memoryHasNone: !fromPrimary };
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
  return hitOf(found, "exact");
}

/**
 * Redis, by the question alone, if answers are kept apart by their tags: the latest one that has the tags of the request and perhaps
 * others.
 */
export async function askQuestion({ context, identity, budget, signal }: Lookup): Promise<StepOutcome> {
  if (!context.settings.separateByTags) return OFF;
  const found = await budget.spend((timeoutMs) =>
    readLatestOfQuestion(context, identity, { timeoutMs, signal }),
  );
  return found === undefined ? MISS : hitOf(found, "exact");
}

function hasTags(entry: CacheEntry, tags: readonly string[]): boolean {
  return tags.every((tag) => entry.tags.includes(tag));
}
