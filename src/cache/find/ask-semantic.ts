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
import type { Lookup } from "./lookup-state.js";
import { failed, MISS, miss, OFF, type StepOutcome } from "./step-outcome.js";
import { leastServed } from "./thresholds.js";

const DONE: StepOutcome = { answer: "done" };

/** Embeds the question for the next steps. */
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
 * Memory, by meaning. Only where one entry can be judged without its neighbours: with a reranker, or a policy that compares
 * them, Redis is asked. Redis is also asked if memory has no hit.
 */
export async function askNear(lookup: Lookup): Promise<StepOutcome> {
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
  const { outcome, served } = await decide(lookup, candidates, { tier: "memory", threshold });
  return served === undefined ? MISS : outcome;
}

/** Redis, by meaning: one round trip, then the decision. */
export async function askSemantic(lookup: Lookup): Promise<StepOutcome> {
  const { context, identity, thresholds, budget, signal, findings } = lookup;
  const { generation, memory, policy } = context;
  const { query } = findings;
  if (query === undefined) return OFF;
  const atMs = performance.now();
  const ignoresThreshold = policy.ignoresThreshold === true;
  const search: EntrySearch = {
    query,
    scopeId: identity.scopeId,
    threshold: leastServed(policy, thresholds),
    count: policy.neighbours,
    tags: identity.tags,
    all: policy.seesAll === true || ignoresThreshold,
    clearAt: ignoresThreshold ? (policy.exactAt ?? thresholds.threshold) : undefined,
  };
  const found = await budget.spend((timeoutMs) => searchEntries(context, search, { timeoutMs, signal }));
  generation.note(found.generation);
  dropDamaged(context, found.corrupt);
  if (found.dead > 0) for (const observer of context.observers) observer.foundDead?.(found.dead);
  const { threshold } = thresholds;
  const { outcome, served } = await decide(lookup, found.candidates, { tier: "semantic", threshold });
  if (served !== undefined) memory?.put({ ...served, since: found.since, atMs });
  return outcome;
}
