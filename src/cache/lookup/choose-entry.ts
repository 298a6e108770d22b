import type { SendOptions } from "../../executor.js";
import type { CacheParts } from "../cache-parts.js";
import type { Neighbour } from "../decision/index.js";
import type { LivingEntry } from "../entry/index.js";
import { tagFilter } from "../labels.js";
import { dropDamaged } from "../repair/index.js";
import type { IdentifiedRequest } from "../request/index.js";
import {
  type EntrySearcher,
  type PreparedQuery,
  type ResolvedCandidate,
  resolveSimilarities,
} from "../semantic/index.js";
import { wordHashes } from "../text/index.js";
import type { LookupWhy, MissReason } from "./lookup-result.js";

export type Choice =
  | { readonly living: LivingEntry; readonly similarity: number; readonly why: LookupWhy }
  | { readonly living: undefined; readonly reason: MissReason; readonly why: LookupWhy };

/** Searches the nearest entries of the scope and lets policy and guards choose. */
export async function chooseEntry(
  parts: CacheParts,
  searcher: EntrySearcher,
  identity: IdentifiedRequest,
  query: PreparedQuery,
  threshold: number,
  options: SendOptions,
): Promise<{ choice: Choice; generation: string }> {
  const search = {
    scopeId: identity.scopeId,
    query,
    threshold,
    count: parts.policy.neighbours,
    filter: tagFilter(parts.hasher, identity.tags),
  };
  const found = await searcher.search(search, parts.state.generation, options);
  dropDamaged(parts, found.corrupt);
  const candidates = resolveSimilarities(query, found.candidates);
  return { choice: decide(parts, identity, threshold, candidates), generation: found.generation };
}

function decide(
  { policy }: CacheParts,
  identity: IdentifiedRequest,
  threshold: number,
  candidates: readonly ResolvedCandidate[],
): Choice {
  const why: LookupWhy = {
    policy: policy.name,
    threshold,
    candidates: candidates.length,
    nearestSimilarity: candidates[0]?.similarity,
  };
  const now = Date.now();
  const neighbours: Neighbour[] = candidates.map((candidate) => ({
    entryId: candidate.entryId,
    similarity: candidate.similarity,
    answerId: candidate.answerId,
    ageMs: Math.max(0, now - candidate.createdAtMs),
    wordHashes: candidate.wordHashes,
  }));
  const query = {
    text: identity.text,
    wordHashes: wordHashes(identity.text),
    threshold,
    category: identity.category,
  };
  const decision = policy.decide(query, neighbours);
  const explained = { ...why, decision: decision.reason };
  if (decision.serve === undefined)
    return { living: undefined, reason: missReason(candidates, threshold), why: explained };
  const chosen = candidates.find(({ entryId }) => entryId === decision.serve);
  if (chosen?.living === undefined) return { living: undefined, reason: "policy", why: explained };
  return { living: chosen.living, similarity: chosen.similarity, why: explained };
}

function missReason(candidates: readonly ResolvedCandidate[], threshold: number): MissReason {
  const nearest = candidates[0];
  if (nearest === undefined) return "not-found";
  return nearest.similarity < threshold ? "below-threshold" : "policy";
}
