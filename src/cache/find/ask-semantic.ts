import { canonicalizePrompt, wordHashes } from "../../text/index.js";
import {
  dropDamaged,
  type EntryCandidate,
  type EntrySearch,
  queryVectorOf,
  searchEntries,
} from "../entries/index.js";
import { embedQuestion } from "../question/index.js";
import { decide } from "./decide.js";
import type { Lookup, StepOutcome } from "./lookup.js";
import { failed, hitOf, isStale, MISS, miss, OFF } from "./results.js";
import { leastServed } from "./thresholds.js";

const DONE: StepOutcome = { answer: "done" };

/** Embeds the question, for the steps that follow. */
export async function embed({ context, identity, signal, findings }: Lookup): Promise<StepOutcome> {
  const { embedder } = context;
  if (embedder === undefined) return { answer: "off", result: miss("embeddings-off") };
  const startedAtMs = performance.now();
  try {
    const { vector, joined } = await embedQuestion(context, embedder, identity.text, signal);
    findings.vector = vector;
    if (!joined) findings.embedMs = performance.now() - startedAtMs;
    findings.query = queryVectorOf(vector, context.settings.index.quantization);
    return DONE;
  } catch (error) {
    return failed("embedding-failed", error);
  }
}

/**
 * Memory, by meaning. Only if one entry can be judged without its neighbours: with a reranker, or a policy that compares
 * them, Redis is asked. Without a hit Redis is asked too.
 */
export function askNear(lookup: Lookup): StepOutcome | Promise<StepOutcome> {
  const { context, identity, thresholds, findings } = lookup;
  const { memory, settings, policy, rerank } = context;
  const { query } = findings;
  if (query === undefined || memory === undefined || settings.memory === false || !settings.memory.near)
    return OFF;
  if (policy.nearestSuffices !== true || rerank !== undefined) return OFF;
  const { scopeId, text, tags } = identity;
  const threshold = Math.max(thresholds.threshold, settings.memory.nearSimilarity);
  const near = memory.near({ scopeId, text, threshold, vector: query.vector }, tags);
  if (near.length === 0) return MISS;
  const candidates = near.map(({ living, similarity, vector }): EntryCandidate => {
    const { entryId, answerId, createdAtMs, prompt } = living.entry;
    const words = wordHashes(canonicalizePrompt(prompt));
    return { entryId, similarity, answerId, createdAtMs, wordHashes: words, living, vector };
  });
  return decideNear(lookup, candidates, threshold);
}

async function decideNear(
  lookup: Lookup,
  candidates: readonly EntryCandidate[],
  threshold: number,
): Promise<StepOutcome> {
  const { served, decision, why } = await decide(lookup, candidates, threshold);
  if (served === undefined) return MISS;
  const { living, similarity } = served;
  return { ...hitOf(living.entry, { tier: "memory", stale: isStale(living), similarity, why }), decision };
}

/** Redis, by meaning: one round trip, then the decision. */
export async function askSemantic(lookup: Lookup): Promise<StepOutcome> {
  const { context, thresholds, budget, signal, findings } = lookup;
  const { generation, memory } = context;
  const { query } = findings;
  if (query === undefined) return OFF;
  const atMs = performance.now();
  const search = { query, ...searchFor(lookup) };
  const found = await budget.spend((timeoutMs) => searchEntries(context, search, { timeoutMs, signal }));
  generation.note(found.generation);
  dropDamaged(context, found.corrupt);
  if (found.dead > 0) for (const observer of context.observers) observer.foundDead?.(found.dead);
  const choice = await decide(lookup, found.candidates, thresholds.threshold);
  const { served, decision, why } = choice;
  if (served === undefined) return { answer: "miss", result: miss(choice.reason, why), decision };
  const { living, similarity, vector } = served;
  memory?.put({ living, since: found.since, atMs, vector });
  return { ...hitOf(living.entry, { tier: "semantic", stale: isStale(living), similarity, why }), decision };
}

function searchFor({ context, identity, thresholds }: Lookup): Omit<EntrySearch, "query"> {
  const { policy } = context;
  const goesOwnWay = policy.ignoresThreshold === true;
  return {
    scopeId: identity.scopeId,
    threshold: leastServed(policy, thresholds),
    count: policy.neighbours,
    tags: identity.tags,
    all: policy.seesAll === true || goesOwnWay,
    clearAt: goesOwnWay ? (policy.exactAt ?? thresholds.threshold) : undefined,
  };
}
