import type { SendOptions } from "../../executor.js";
import type {
  Decision,
  GuardNote,
  LivingEntry,
  LookupWhy,
  MissReason,
  Neighbour,
} from "../contract/index.js";
import {
  dropDamaged,
  type EntrySearcher,
  type Found,
  type PreparedQuery,
  type ResolvedCandidate,
  readEntry,
  resolveSimilarities,
} from "../entries/index.js";
import { guardCheckFor } from "../guards/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import { tagFilter } from "../question/index.js";
import { runHook } from "./answer-hooks.js";
import { decisionQueryOf } from "./decision-query.js";
import type { LookupContext } from "./lookup-context.js";
import { type Vetting, vetCandidate } from "./vet-candidate.js";

export type Choice = { readonly decision: Decision | undefined; readonly why: LookupWhy } & (
  | {
      readonly living: LivingEntry;
      readonly similarity: number;
      /** The entry's own, where it came along. */
      readonly vector: Float32Array | undefined;
    }
  | { readonly living: undefined; readonly reason: MissReason }
);

/** Least cosine similarities: what the settings and the call ask for, and what of it binds policies that go their own way. */
export interface Thresholds {
  readonly threshold: number;
  readonly floor: number | undefined;
}

/** Candidates that guards and judge may reject before the look-up gives up. */
const MAX_VETTED = 3;

/** Searches the nearest entries of the scope. */
export async function findNearest(
  parts: LookupContext,
  searcher: EntrySearcher,
  identity: IdentifiedRequest,
  query: PreparedQuery,
  thresholds: Thresholds,
  options: SendOptions,
): Promise<Found> {
  const { policy } = parts;
  const search = {
    scopeId: identity.scopeId,
    query,
    threshold: leastServed(parts, thresholds),
    count: policy.neighbours,
    filter: tagFilter(parts.hasher, identity.tags),
    all: policy.seesAll === true || policy.ignoresThreshold === true,
    clearAt: policy.ignoresThreshold === true ? (policy.exactAt ?? thresholds.threshold) : undefined,
  };
  const found = await searcher.search(search, parts.generation.current, options);
  dropDamaged(parts, found.corrupt);
  return found;
}

/** Lets reranking, policy, guards and judge choose among what was found. */
export async function chooseEntry(
  parts: LookupContext,
  identity: IdentifiedRequest,
  query: PreparedQuery,
  thresholds: Thresholds,
  found: Found,
  { isRehearsal, ...options }: SendOptions & { readonly isRehearsal?: boolean },
): Promise<Choice> {
  const { policy } = parts;
  const { threshold } = thresholds;
  const least = leastServed(parts, thresholds);
  const resolved = resolveSimilarities(query, found.candidates);
  const nearest = resolved[0];
  const facts = {
    policy: policy.name,
    threshold,
    candidates: resolved.length,
    nearestSimilarity: nearest?.similarity,
  };
  if (nearest === undefined) return missed("not-found", { ...facts, decision: "no-neighbour" });
  let remaining = await rerank(parts, identity, least, resolved, options.signal);
  const asked = decisionQueryOf(identity, thresholds, isRehearsal);
  const check = guardCheckFor(parts.settings, parts.storedFacts, identity);
  const guards: GuardNote[] = [];
  let reason: MissReason = nearest.similarity < least ? "below-threshold" : "policy";
  let first: Decision | undefined;
  for (let vetted = 0; ; vetted++) {
    const nowMs = Date.now();
    const neighbours = remaining.map((candidate) => neighbourOf(candidate, nowMs));
    const decision = policy.decide(asked, neighbours);
    first ??= decision;
    const why = { ...facts, ...reasonsOf(decision), ...(guards.length > 0 ? { guards } : {}) };
    const chosen = remaining.find(({ entryId }) => entryId === decision.serve);
    if (chosen === undefined || vetted === MAX_VETTED) {
      const isTooFar = reason === "policy" && decision.reason === "below-threshold";
      return missed(isTooFar ? "below-threshold" : reason, why, first);
    }
    const living = chosen.living ?? (await fetchEntry(parts, chosen.entryId, options));
    const vetting: Vetting =
      living === undefined
        ? { verdict: "gone", guards: [] }
        : await vetCandidate(parts, identity, check, living.entry, chosen.similarity, options.signal);
    guards.push(...vetting.guards);
    if (vetting.verdict === "accepted" && living !== undefined) {
      return {
        decision: first,
        living,
        similarity: chosen.similarity,
        vector: chosen.vector,
        why: guards.length > 0 ? { ...why, guards } : why,
      };
    }
    if (vetting.verdict === "guard" || vetting.verdict === "judge") reason = vetting.verdict;
    if (policy.asksAgain !== true) return missed(reason, guards.length > 0 ? { ...why, guards } : why, first);
    remaining = remaining.filter((candidate) => candidate !== chosen);
  }
}

/** The order by the hook's scores, of those that may be served; the rest stays behind them. */
async function rerank(
  { rerank: hook }: LookupContext,
  identity: IdentifiedRequest,
  threshold: number,
  candidates: readonly ResolvedCandidate[],
  signal: AbortSignal | undefined,
): Promise<readonly ResolvedCandidate[]> {
  if (hook === undefined) return candidates;
  const servable = candidates.filter(
    ({ living, similarity }) => living !== undefined && similarity >= threshold,
  );
  if (servable.length < 2) return candidates;
  const answers = servable.map(({ entryId, living, similarity }) => ({
    entryId,
    prompt: living?.entry.prompt ?? "",
    response: living?.entry.response ?? "",
    similarity,
  }));
  const scores = await runHook(
    (options) => hook.rank(identity.prompt, answers, options),
    hook.timeoutMs,
    signal,
  );
  if (scores?.length !== servable.length) return candidates;
  const least = hook.minScore ?? Number.NEGATIVE_INFINITY;
  const ranked = servable
    .map((candidate, index) => ({ candidate, score: scores[index] ?? Number.NEGATIVE_INFINITY }))
    .filter(({ score }) => score >= least)
    .sort((a, b) => b.score - a.score);
  const rest = candidates.filter((candidate) => !servable.includes(candidate));
  return [...ranked.map(({ candidate }) => candidate), ...rest];
}

/** A policy may choose an entry whose answer did not come with the search. */
async function fetchEntry(
  parts: LookupContext,
  entryId: string,
  options: SendOptions,
): Promise<LivingEntry | undefined> {
  const { found } = await readEntry(parts.executor, parts.keys, entryId, parts.generation.current, options);
  return found === "corrupt" ? undefined : found;
}

function neighbourOf(candidate: ResolvedCandidate, nowMs: number): Neighbour {
  const { entryId, similarity, answerId, createdAtMs } = candidate;
  return {
    entryId,
    similarity,
    answerId,
    ageMs: Math.max(0, nowMs - createdAtMs),
    wordHashes: candidate.wordHashes,
  };
}

function missed(reason: MissReason, why: LookupWhy, decision?: Decision): Choice {
  return { living: undefined, reason, why, decision };
}

function leastServed({ policy }: LookupContext, { threshold, floor }: Thresholds): number {
  return policy.ignoresThreshold === true ? (floor ?? 0) : threshold;
}

function reasonsOf({ reason, weighed }: Decision): Pick<LookupWhy, "decision" | "probability" | "cut"> {
  return weighed === undefined
    ? { decision: reason }
    : { decision: reason, probability: weighed.probability, cut: weighed.cut };
}
