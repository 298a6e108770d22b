import { type EntrySearch, nameNearest } from "../entries/index.js";
import type { LookupMemory } from "../memory/index.js";
import { cosineToQuery, type EmbeddedQuestion, errorBound, scopeIdOfEntry } from "../question/index.js";
import { candidateOf, nearInMemory, searchOf } from "./ask-semantic.js";
import { decide } from "./decide.js";
import type { Lookup } from "./lookup-state.js";
import { isWithheld } from "./near-exact.js";
import type { StepOutcome } from "./step-outcome.js";

/** Number of entries that Redis names. If the fourth cannot be nearer than the held entry, those after it cannot either. */
const NAMES = 4;

/**
 * Redis, by meaning, for a question that was answered before by an entry that is still in memory: Redis only names the nearest
 * entries. If that entry certainly is the nearest, and no event has come that memory does not know, memory serves it. (An entry that
 * was stored since, hardly less near and with more of the question's words, waits until memory lets go of this one.)
 *
 * @returns undefined, at once or later, if there is no such entry or anything is in doubt. Then the steps are asked in turn.
 */
export function askHeld(lookup: Lookup): Promise<StepOutcome | undefined> | undefined {
  const { context, identity, findings, trace } = lookup;
  const { known } = findings;
  // An explanation shows the steps themselves.
  if (context.memory === undefined || trace !== undefined) return undefined;
  if (known?.servedBy === undefined || known.hasExactEntry) return undefined;
  const { servedBy } = known;
  if (scopeIdOfEntry(servedBy) !== identity.scopeId || !context.memory.holds(servedBy)) return undefined;
  const near = nearInMemory(lookup, known.query);
  return near === undefined || near.hits.length > 0
    ? undefined
    : confirm(lookup, context.memory, known, servedBy);
}

async function confirm(
  lookup: Lookup,
  memory: LookupMemory,
  known: EmbeddedQuestion,
  servedBy: string,
): Promise<StepOutcome | undefined> {
  const { context, identity, thresholds, findings, budget, signal } = lookup;
  const search: EntrySearch = { ...searchOf(lookup, known.query), count: NAMES };
  const atMs = performance.now();
  const named = await budget.spend((timeoutMs) =>
    nameNearest(context, identity.entryId, search, { timeoutMs, signal }),
  );
  const { since, nearest, hasExactEntry } = named;
  // The next look-up takes the steps in turn, which find out who answers now.
  known.servedBy = undefined;
  if (named.generation !== context.generation.current || hasExactEntry) return undefined;
  const held = memory.heldAt(servedBy, since, atMs);
  if (held === undefined) return undefined;
  const { living, vector } = held;
  const bound = errorBound(known.query, named.largestErrorNorm);
  const own = nearest.find(({ element }) => element === servedBy);
  if (own === undefined) return undefined;
  const codeSimilarity = 2 * own.score - 1;
  const similarity = vector === undefined ? codeSimilarity : cosineToQuery(known.query, vector);
  const least = vector === undefined ? codeSimilarity - bound : similarity;
  const isNearest = nearest.every((other) => other === own || 2 * other.score - 1 + bound < least);
  if (!isNearest || !(least >= search.threshold)) return undefined;

  if (isWithheld(lookup, living.entry, similarity)) return undefined;
  const candidate = candidateOf({ living, similarity, vector });
  const { threshold } = thresholds;
  const { outcome, served } = await decide(lookup, [candidate], { tier: "semantic", threshold });
  if (served === undefined) return undefined;
  known.servedBy = servedBy;
  findings.askedAt = { generation: named.generation, since };
  findings.question = known;
  return outcome;
}
