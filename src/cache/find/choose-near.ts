import type { Candidate, PreparedQuery } from "../entries/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import { canonicalizePrompt, wordHashes } from "../text/index.js";
import { type Choice, chooseEntry, type Thresholds } from "./choose-entry.js";
import type { LookupContext } from "./lookup-context.js";

/**
 * An answer of this process for a near-duplicate question, if there is one that policy, guards and judge let pass. Only
 * where one entry can be judged without its neighbours: with a reranker, or a policy that compares them, Redis is asked.
 */
export async function chooseNear(
  parts: LookupContext,
  identity: IdentifiedRequest,
  query: PreparedQuery,
  thresholds: Thresholds,
  signal: AbortSignal | undefined,
): Promise<Extract<Choice, { living: object }> | undefined> {
  const { memory, settings, policy, rerank } = parts;
  if (memory === undefined || settings.memory === false || rerank !== undefined) return undefined;
  if (policy.nearestSuffices !== true) return undefined;
  const least = Math.max(thresholds.threshold, settings.memory.nearSimilarity);
  const { scopeId, text, tags } = identity;
  const near = memory.near({ scopeId, vector: query.vector, text, threshold: least }, tags);
  if (near.length === 0) return undefined;
  const candidates = near.map(({ living, similarity, vector }): Candidate => {
    const { entry } = living;
    return {
      entryId: entry.entryId,
      codeSimilarity: similarity,
      errorNorm: 0,
      answerId: entry.answerId,
      createdAtMs: entry.createdAtMs,
      wordHashes: wordHashes(canonicalizePrompt(entry.prompt)),
      living,
      vector,
    };
  });
  const found = {
    generation: parts.generation.current,
    since: "",
    dead: 0,
    largestErrorNorm: 0,
    corrupt: [],
    candidates,
  };
  const choice = await chooseEntry(parts, identity, query, { ...thresholds, threshold: least }, found, {
    signal,
  });
  return choice.living === undefined ? undefined : choice;
}
