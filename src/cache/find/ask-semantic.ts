import {
  dropDamaged,
  type EntryCandidate,
  type EntrySearch,
  leavesDoubt,
  NO_WORDS,
  searchEntries,
} from "../entries/index.js";
import type { LookupMemory } from "../memory/index.js";
import { type EmbeddedQuestion, embedQuestion, type QueryVector } from "../question/index.js";
import { decide } from "./decide.js";
import type { Lookup } from "./lookup-state.js";
import { failed, MISS, miss, OFF, type StepOutcome } from "./step-outcome.js";
import { leastServed } from "./thresholds.js";

const DONE: StepOutcome = { answer: "done" };

/** The vector of the question for the next steps: the one that is at hand, or a new one. */
export function embed(lookup: Lookup): StepOutcome | Promise<StepOutcome> {
  const { context, identity } = lookup;
  const { embedder, recent } = context;
  if (embedder === undefined) return { answer: "off", result: miss("embeddings-off") };
  const known = recent?.get(identity.text);
  return known === undefined ? embedAnew(lookup, embedder) : noteVector(lookup, known);
}

async function embedAnew(
  lookup: Lookup,
  embedder: NonNullable<Lookup["context"]["embedder"]>,
): Promise<StepOutcome> {
  const { context, identity, signal, findings } = lookup;
  const startedAtMs = performance.now();
  try {
    const embedded = await embedQuestion(context, embedder, identity.text, signal);
    if (embedded.isOwn) findings.embedMs = performance.now() - startedAtMs;
    return noteVector(lookup, embedded);
  } catch (error) {
    return failed("embedding-failed", error);
  }
}

function noteVector(
  { findings }: Lookup,
  { vector, query }: Pick<EmbeddedQuestion, "vector" | "query">,
): StepOutcome {
  findings.vector = vector;
  findings.query = query;
  return DONE;
}

/**
 * Memory, by meaning. Only where one entry can be judged without its neighbours: with a reranker, or a policy that compares
 * them, Redis is asked. Redis is also asked if memory has no hit.
 */
export function askNear(lookup: Lookup): StepOutcome | Promise<StepOutcome> {
  const { findings } = lookup;
  const near = findings.query && nearInMemory(lookup, findings.query);
  if (near === undefined) return OFF;
  return near.hits.length === 0 ? MISS : decideNear(lookup, near);
}

async function decideNear(lookup: Lookup, { hits, threshold }: NearInMemory): Promise<StepOutcome> {
  const candidates = hits.map(({ living, similarity, vector }): EntryCandidate => {
    const { entryId, answerId, createdAtMs } = living.entry;
    return { entryId, similarity, answerId, createdAtMs, wordHashes: NO_WORDS, living, vector };
  });
  const { outcome, served } = await decide(lookup, candidates, { tier: "memory", threshold });
  return served === undefined ? MISS : outcome;
}

interface NearInMemory {
  readonly hits: ReturnType<LookupMemory["near"]>;
  readonly threshold: number;
}

/** Undefined if memory may not answer by meaning. */
export function nearInMemory(
  { context, identity, thresholds }: Lookup,
  { vector }: QueryVector,
): NearInMemory | undefined {
  const { memory, settings, policy, rerank } = context;
  if (memory === undefined || settings.memory === false || !settings.memory.near) return undefined;
  if (policy.nearestSuffices !== true || rerank !== undefined) return undefined;
  const { scopeId, text, tags } = identity;
  const threshold = Math.max(thresholds.threshold, settings.memory.nearSimilarity);
  return { threshold, hits: memory.near({ scopeId, text, threshold, vector }, tags) };
}

/**
 * The search that can go along with the exact question: there is one if the vector is at hand, and if neither an entry of the
 * exact question nor one in memory will make the search needless.
 */
export function searchAlong(lookup: Lookup, known: EmbeddedQuestion | undefined): EntrySearch | undefined {
  if (known === undefined || known.hasExactEntry) return undefined;
  const near = nearInMemory(lookup, known.query);
  return near === undefined || near.hits.length === 0 ? searchOf(lookup, known.query) : undefined;
}

/** Redis, by meaning: one round trip, unless the exact question brought the result along; then the decision. */
export async function askSemantic(lookup: Lookup): Promise<StepOutcome> {
  const { context, thresholds, budget, signal, findings } = lookup;
  const { generation, memory } = context;
  const { query, searched } = findings;
  if (query === undefined) return OFF;
  const search = searchOf(lookup, query);
  const atMs = searched?.atMs ?? performance.now();
  const found =
    searched !== undefined && !leavesDoubt(search, searched.found)
      ? searched.found
      : await budget.spend((timeoutMs) =>
          searchEntries(context, search, { timeoutMs, signal }, searched?.found),
        );
  generation.note(found.generation);
  dropDamaged(context, found.corrupt);
  if (found.dead > 0) for (const observer of context.observers) observer.foundDead?.(found.dead);
  const { threshold } = thresholds;
  const { outcome, served } = await decide(lookup, found.candidates, { tier: "semantic", threshold });
  if (served !== undefined) {
    memory?.put({ ...served, since: found.since, atMs });
    const known = context.recent?.get(lookup.identity.text);
    if (known !== undefined) known.servedBy = served.living.entry.entryId;
  }
  return outcome;
}

export function searchOf(
  { context: { policy }, identity, thresholds }: Lookup,
  query: QueryVector,
): EntrySearch {
  const ignoresThreshold = policy.ignoresThreshold === true;
  return {
    query,
    scopeId: identity.scopeId,
    threshold: leastServed(policy, thresholds),
    count: policy.neighbours,
    tags: identity.tags,
    all: policy.seesAll === true || ignoresThreshold,
    clearAt: ignoresThreshold ? (policy.exactAt ?? thresholds.threshold) : undefined,
    words: policy.nearestSuffices !== true,
  };
}
