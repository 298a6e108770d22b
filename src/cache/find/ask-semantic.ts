import type { LivingEntry } from "../contract/index.js";
import {
  dropDamaged,
  type EntryCandidate,
  type EntrySearch,
  leavesDoubt,
  NO_WORDS,
  searchEntries,
} from "../entries/index.js";
import type { LookupMemory } from "../memory/index.js";
import { canEmbed, embedQuestion, type QueryVector } from "../question/index.js";
import { decide } from "./decide.js";
import type { Lookup } from "./lookup-state.js";
import { isWithheld, nearExactOf } from "./near-exact.js";
import { failed, MISS, miss, OFF, type StepOutcome } from "./step-outcome.js";
import { leastServed } from "./thresholds.js";

const DONE: StepOutcome = { answer: "done" };

/** The vector of the question for the next steps: the one that is at hand, or a new one. */
export function embed(lookup: Lookup): StepOutcome | Promise<StepOutcome> {
  const { context, identity, findings } = lookup;
  const { embedder } = context;
  if (!canEmbed(embedder, identity)) return { answer: "off", result: miss("embeddings-off") };
  if (findings.known === undefined) return embedAnew(lookup, embedder);
  findings.question = findings.known;
  return DONE;
}

async function embedAnew(
  { context, identity, signal, findings }: Lookup,
  embedder: NonNullable<Lookup["context"]["embedder"]>,
): Promise<StepOutcome> {
  const startedAtMs = performance.now();
  try {
    const { question, isOwn } = await embedQuestion(context, embedder, identity, signal);
    findings.question = question;
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
export function askNear(lookup: Lookup): StepOutcome | Promise<StepOutcome> {
  const { question, searched } = lookup.findings;
  if (searched?.memoryHasNone) return MISS;
  const near = question && nearInMemory(lookup, question.query);
  if (near === undefined) return OFF;
  return near.hits.length === 0 ? MISS : decideNear(lookup, near);
}

async function decideNear(lookup: Lookup, { hits, threshold }: NearInMemory): Promise<StepOutcome> {
  const { outcome, served } = await decide(lookup, hits.map(candidateOf), { tier: "memory", threshold });
  return served === undefined ? MISS : outcome;
}

/** A candidate of an entry in memory. */
export function candidateOf({
  living,
  similarity,
  vector,
}: Pick<EntryCandidate, "similarity" | "vector"> & { readonly living: LivingEntry }): EntryCandidate {
  const { entryId, answerId, createdAtMs } = living.entry;
  return { entryId, similarity, answerId, createdAtMs, wordHashes: NO_WORDS, living, vector };
}

interface NearInMemory {
  readonly hits: ReturnType<LookupMemory["near"]>;
  readonly threshold: number;
}

/** Undefined if memory may not answer by meaning. */
export function nearInMemory(
  { context, identity, thresholds, modalities }: Lookup,
  { vector }: QueryVector,
): NearInMemory | undefined {
  if (modalities?.own === false) return undefined;
  const { memory, settings, policy, rerank } = context;
  if (memory === undefined || settings.memory === false || !settings.memory.near) return undefined;
  if (policy.nearestSuffices !== true || rerank !== undefined) return undefined;
  const { scopeId, text, tags } = identity;
  const threshold = Math.max(thresholds.threshold, settings.memory.nearSimilarity);
  const hits = memory.near({ scopeId, text, threshold, vector }, tags);
  const served = hits.filter(
    ({ living, similarity }) => !isWithheld({ context, identity }, living.entry, similarity),
  );
  return { threshold, hits: served };
}

/**
 * The search that can go along with the exact question: there is one if the vector is at hand, and if neither an entry of the
 * exact question nor one in memory will make the search needless.
 */
export function searchAlong(lookup: Lookup): EntrySearch | undefined {
  const { known } = lookup.findings;
  if (known === undefined || known.hasExactEntry || lookup.modalities?.own === false) return undefined;
  const near = nearInMemory(lookup, known.query);
  return near === undefined || near.hits.length === 0 ? searchOf(lookup, known.query) : undefined;
}

/** Redis, by meaning: one round trip, unless the exact question brought the result along; then the decision. */
export async function askSemantic(lookup: Lookup): Promise<StepOutcome> {
  const { context, thresholds, budget, signal, findings } = lookup;
  const { generation, memory } = context;
  const { question, searched } = findings;
  if (question === undefined) return OFF;
  const search = searchOf(lookup, question.query);
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
  const withheld = found.withheldNear;
  const { outcome, served } = await decide(lookup, found.candidates, {
    tier: "semantic",
    threshold,
    withheld,
  });
  if (served !== undefined) {
    memory?.put({ ...served, since: found.since, atMs });
    // Of an entry that its words put first, Redis cannot say whether it still is.
    const { entryId } = served.living.entry;
    if (found.candidates[0]?.entryId === entryId) question.servedBy = entryId;
  }
  return outcome;
}

export function searchOf(lookup: Lookup, query: QueryVector): EntrySearch {
  const {
    context: { policy },
    identity,
    thresholds,
  } = lookup;
  const nearExact = nearExactOf(lookup);
  const ignoresThreshold = policy.ignoresThreshold === true;
  return {
    query,
    scopeId: identity.scopeId,
    threshold: leastServed(policy, thresholds),
    count: policy.neighbours,
    tags: identity.tags,
    all: policy.seesAll === true || ignoresThreshold,
    clearAt: ignoresThreshold ? (policy.exactAt ?? thresholds.threshold) : undefined,
    nearExact,
    words: policy.nearestSuffices !== true || nearExact !== undefined,
  };
}
