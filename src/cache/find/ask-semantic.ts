import {
  dropDamaged,
  type EntryCandidate,
  type EntrySearch,
  leavesDoubt,
  searchEntries,
} from "../entries/index.js";
import { embedQuestion, type QueryVector } from "../question/index.js";
import { decide } from "./decide.js";
import type { Lookup } from "./lookup-state.js";
import { failed, MISS, miss, OFF, type StepOutcome } from "./step-outcome.js";
import { leastServed } from "./thresholds.js";

const DONE: StepOutcome = { answer: "done" };
/** Policies for which the nearest entry suffices do not look at words. */
const NO_WORDS = new Uint32Array(0);

/** Embeds the question for the next steps. */
export async function embed({ context, identity, signal, findings }: Lookup): Promise<StepOutcome> {
  const { embedder } = context;
  if (embedder === undefined) return { answer: "off", result: miss("embeddings-off") };
  const startedAtMs = performance.now();
  try {
    const { vector, query, isOwn } = await embedQuestion(context, embedder, identity.text, signal);
    findings.vector = vector;
    findings.query = query;
    if (isOwn) findings.embedMs = performance.now() - startedAtMs;
    return DONE;
  } catch (error) {
    return failed("embedding-failed", error);
  }
}

/**
 * Memory, by meaning. Only where one entry can be judged without its neighbours: with a reranker, or a policy that compares
 * them, Redis is asked. Redis is also asked if memory has no hit.
 */
export async function askNear(lookup: Lookup): Promise<StepOutcome> {
  const { findings } = lookup;
  const near = findings.query && nearInMemory(lookup, findings.query);
  if (near === undefined) return OFF;
  if (near.hits.length === 0) return MISS;
  const candidates = near.hits.map(({ living, similarity, vector }): EntryCandidate => {
    const { entryId, answerId, createdAtMs } = living.entry;
    return { entryId, similarity, answerId, createdAtMs, wordHashes: NO_WORDS, living, vector };
  });
  const { threshold } = near;
  const { outcome, served } = await decide(lookup, candidates, { tier: "memory", threshold });
  return served === undefined ? MISS : outcome;
}

/** Undefined if memory may not answer by meaning. */
function nearInMemory({ context, identity, thresholds }: Lookup, { vector }: QueryVector) {
  const { memory, settings, policy, rerank } = context;
  if (memory === undefined || settings.memory === false || !settings.memory.near) return undefined;
  if (policy.nearestSuffices !== true || rerank !== undefined) return undefined;
  const { scopeId, text, tags } = identity;
  const threshold = Math.max(thresholds.threshold, settings.memory.nearSimilarity);
  return { threshold, hits: memory.near({ scopeId, text, threshold, vector }, tags) };
}

/**
 * The search that can go along with the exact question: there is one if the vector is at hand, and if memory has no entry that
 * could make the search needless.
 */
export function searchAlong(lookup: Lookup): EntrySearch | undefined {
  const { context, identity } = lookup;
  const known = context.recent?.get(identity.text);
  if (known === undefined) return undefined;
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
  if (served !== undefined) memory?.put({ ...served, since: found.since, atMs });
  return outcome;
}

function searchOf({ context: { policy }, identity, thresholds }: Lookup, query: QueryVector): EntrySearch {
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
