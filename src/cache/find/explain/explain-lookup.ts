import { isOctavecError } from "../../../errors/index.js";
import type { CacheEntry, DecisionDetails, LookupWhy, MissReason } from "../../contract/index.js";
import {
  type EntrySearcher,
  errorBound,
  type PreparedQuery,
  prepareQuery,
  readEntry,
  resolveSimilarities,
} from "../../entries/index.js";
import type { BypassReason, CacheRequest, IdentifiedRequest } from "../../question/index.js";
import { identityOf, tagFilter } from "../../question/index.js";
import { type Choice, chooseEntry, findNearest } from "../choose-entry.js";
import type { LookupContext } from "../lookup-context.js";
import { floorOf } from "../threshold-of.js";
import { explainThreshold } from "./explain-threshold.js";
import type { ExplainedCandidate, ExplainedTier, Explanation } from "./explanation.js";
import { summarize } from "./summarize.js";

export interface ExplainOptions {
  /** Whether the canonical form of the question is part of the explanation. Default false. */
  readonly includeText?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Of the nearest entries. */
const MAX_CANDIDATES = 20;

interface ByMeaning {
  readonly tier: ExplainedTier;
  readonly candidates: readonly ExplainedCandidate[];
  readonly why: LookupWhy;
  readonly details?: DecisionDetails | undefined;
}

/**
 * Goes through a look-up without leaving a trace: nothing is counted, nothing counts as used, no tier is filled. Asks
 * every tier, whatever the ones before said, and takes the time it needs.
 */
export async function explainLookup(
  parts: LookupContext,
  request: CacheRequest,
  { includeText = false, signal }: ExplainOptions,
): Promise<Explanation> {
  const threshold = explainThreshold(parts.settings, request);
  const identity = await identityOf(parts, request, signal);
  if ("bypass" in identity) return bypassed(identity.bypass, threshold);
  const memory = askMemory(parts, identity);
  const exact = await askExact(parts, identity, signal);
  const {
    tier: semantic,
    candidates,
    why,
    details,
  } = await askByMeaning(
    parts,
    identity,
    { threshold: threshold.value, floor: floorOf(parts.settings, request) },
    signal,
  );
  const tiers = [memory, exact, semantic];
  const found = resultOf(tiers);
  const result =
    found.hit && parts.bound.isShadow === true ? ({ hit: false, reason: "shadow" } as const) : found;
  return {
    result,
    summary: summarize(result, threshold, why),
    identity: {
      entryId: identity.entryId,
      scopeId: identity.scopeId,
      scopeFields: Object.entries(request.scope ?? {}).flatMap(([name, value]) =>
        value === undefined ? [] : [name],
      ),
      textLength: identity.text.length,
      ...(includeText ? { text: identity.text } : {}),
      tags: identity.tags.length,
      category: identity.category,
    },
    threshold,
    tiers,
    candidates,
    why,
    ...(details === undefined ? {} : { details }),
  };
}

function bypassed(reason: BypassReason, threshold: Explanation["threshold"]): Explanation {
  const result = { hit: false, reason } as const;
  const summary = summarize(result, threshold, {});
  return { result, summary, identity: undefined, threshold, tiers: [], candidates: [], why: {} };
}

/** The first tier that has an answer; without one what the last says, or that Redis did not answer. */
function resultOf(tiers: readonly ExplainedTier[]): Explanation["result"] {
  for (const { tier, answer, entryId, similarity = 1, stale = false, reason } of tiers) {
    if (answer === "hit" && entryId !== undefined) return { hit: true, tier, entryId, similarity, stale };
    if (answer === "failed") return { hit: false, reason: reason ?? "unavailable" };
  }
  return { hit: false, reason: tiers.at(-1)?.reason ?? "not-found" };
}

function askMemory({ memory }: LookupContext, { entryId, tags }: IdentifiedRequest): ExplainedTier {
  const startedAtMs = performance.now();
  const held = memory?.peek(entryId);
  const durationMs = performance.now() - startedAtMs;
  if (memory === undefined) return { tier: "memory", answer: "off", durationMs };
  if (held === undefined) return { tier: "memory", answer: "miss", durationMs };
  const answer = carries(held.entry, tags) ? "hit" : "other-tags";
  return { tier: "memory", answer, entryId, similarity: 1, stale: held.stale, durationMs };
}

async function askExact(
  { executor, keys, generation }: LookupContext,
  { entryId, tags }: IdentifiedRequest,
  signal: AbortSignal | undefined,
): Promise<ExplainedTier> {
  const startedAtMs = performance.now();
  const tier = "exact";
  try {
    const { found } = await readEntry(executor, keys, entryId, generation.current, { signal });
    const durationMs = performance.now() - startedAtMs;
    if (found === undefined) return { tier, answer: "miss", durationMs };
    if (found === "corrupt") return { tier, answer: "corrupt", entryId, durationMs };
    const answer = carries(found.entry, tags) ? "hit" : "other-tags";
    const stale = found.remainingMs <= found.staleMs;
    return { tier, answer, entryId, similarity: 1, stale, durationMs };
  } catch (error) {
    signal?.throwIfAborted();
    const durationMs = performance.now() - startedAtMs;
    return { tier, answer: "failed", reason: "unavailable", errorCode: codeOf(error), durationMs };
  }
}

async function askByMeaning(
  parts: LookupContext,
  identity: IdentifiedRequest,
  thresholds: { readonly threshold: number; readonly floor: number | undefined },
  signal: AbortSignal | undefined,
): Promise<ByMeaning> {
  const { embedder, searcher, settings } = parts;
  const startedAtMs = performance.now();
  const tier = "semantic";
  const elapsed = () => performance.now() - startedAtMs;
  if (embedder === undefined || searcher === undefined) {
    const off: ExplainedTier = { tier, answer: "off", reason: "embeddings-off", durationMs: elapsed() };
    return { tier: off, candidates: [], why: {} };
  }
  const failed = (reason: MissReason, error?: unknown): ByMeaning => {
    signal?.throwIfAborted();
    const errorCode = error === undefined ? undefined : codeOf(error);
    const told: ExplainedTier = { tier, answer: "failed", reason, errorCode, durationMs: elapsed() };
    return { tier: told, candidates: [], why: { errorCode } };
  };
  let vector: Float32Array | undefined;
  try {
    [vector] = await embedder.embed([identity.text], { signal });
  } catch (error) {
    return failed("embedding-failed", error);
  }
  if (vector === undefined) return failed("embedding-failed");
  try {
    const query = prepareQuery(vector, settings.quantization);
    // As a look-up does it, then once more without a lower bound, for what it would not have looked at.
    const found = await findNearest(parts, searcher, identity, query, thresholds, { signal });
    const choice = await chooseEntry(parts, identity, query, thresholds, found, {
      signal,
      isRehearsal: true,
    });
    const candidates = await nearest(parts, searcher, identity, query, thresholds.threshold, choice, signal);
    const details = choice.decision && parts.policy.details?.(choice.decision);
    return { tier: tierOf(choice, elapsed()), candidates, why: choice.why, details };
  } catch (error) {
    return failed("unavailable", error);
  }
}

function tierOf(choice: Choice, durationMs: number): ExplainedTier {
  const tier = "semantic";
  if (choice.living === undefined) return { tier, answer: "miss", reason: choice.reason, durationMs };
  const { entry, remainingMs, staleMs } = choice.living;
  const { similarity } = choice;
  return {
    tier,
    answer: "hit",
    entryId: entry.entryId,
    similarity,
    stale: remainingMs <= staleMs,
    durationMs,
  };
}

async function nearest(
  { hasher, generation }: LookupContext,
  searcher: EntrySearcher,
  { scopeId, tags }: IdentifiedRequest,
  query: PreparedQuery,
  threshold: number,
  choice: Choice,
  signal: AbortSignal | undefined,
): Promise<ExplainedCandidate[]> {
  const search = {
    scopeId,
    query,
    threshold,
    count: MAX_CANDIDATES,
    filter: tagFilter(hasher, tags),
    all: true,
  };
  const found = await searcher.search(search, generation.current, { signal });
  const now = Date.now();
  return resolveSimilarities(query, found.candidates).map((candidate) => {
    const { entryId, answerId, codeSimilarity, isExact, similarity } = candidate;
    const bound = errorBound(query, candidate.errorNorm);
    return {
      entryId,
      answerId,
      codeSimilarity,
      exactSimilarity: isExact ? similarity : undefined,
      lowest: Math.max(-1, codeSimilarity - bound),
      highest: Math.min(1, codeSimilarity + bound),
      ageMs: Math.max(0, now - candidate.createdAtMs),
      reachesThreshold: similarity >= threshold,
      isServed: choice.living?.entry.entryId === entryId,
      guards: choice.why.guards?.filter((note) => note.entryId === entryId) ?? [],
    };
  });
}

function carries(entry: CacheEntry, tags: readonly string[]): boolean {
  return tags.every((tag) => entry.tags.includes(tag));
}

function codeOf(error: unknown): string {
  if (isOctavecError(error)) return error.code;
  return error instanceof Error ? error.name : "unknown";
}
