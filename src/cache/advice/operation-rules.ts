import { type MissReason, percent } from "../contract/index.js";
import type { Advice, Rule } from "./advice.js";

/** Shares of fewer look-ups than this say little. */
const LEAST_LOOKUPS = 200;
const MANY_FAILURES = 0.01;
const MANY_REFUSED = 0.05;
const MANY_EXACT = 0.3;
const NEARLY_FULL = 0.95;

/** The cache costs more than it saves. */
export const negativeReturn: Rule = ({ lookups, netSaved, saved, currency, embedding, redisCost }) => {
  if (lookups < LEAST_LOOKUPS || netSaved >= 0) return undefined;
  return {
    id: "negative-return",
    setting: "embedder",
    suggestion: "cache the embeddings (EmbeddingCache), use a cheaper embedder, or look up with exactOnly",
    evidence: `saved ${saved.money.toFixed(4)} ${currency}; embeddings cost ${embedding.cost.toFixed(4)}, Redis ${redisCost.toFixed(4)}`,
    effect: `at least ${(-netSaved).toFixed(4)} ${currency} less lost in the same time`,
  };
};

/** Many look-ups end for one reason. `gain`: what becomes of these look-ups when the reason is gone. */
function manyFailures(
  reason: MissReason,
  { gain, ...advice }: Pick<Advice, "id" | "setting" | "suggestion"> & { readonly gain: string },
): Rule {
  return ({ lookups, byReason }) => {
    const failed = byReason[reason] ?? 0;
    if (lookups < LEAST_LOOKUPS || failed < MANY_FAILURES * lookups) return undefined;
    const share = percent(failed / lookups);
    const evidence = `${failed} of ${lookups} look-ups ended as ${reason} (${share})`;
    return { ...advice, evidence, effect: `up to ${share} of the look-ups can be ${gain}` };
  };
}

/** Redis did not answer in time. */
export const slowRedis = manyFailures("unavailable", {
  id: "slow-redis",
  setting: "timeoutMs",
  suggestion: "run octavec doctor; if the server is only far away, raise timeoutMs",
  gain: "hits again",
});

/** The embedder failed or was too slow. */
export const failingEmbedder = manyFailures("embedding-failed", {
  id: "failing-embedder",
  setting: "embedTimeoutMs",
  suggestion:
    "look at the embedder; if it is only slow, raise embedTimeoutMs, or put an EmbeddingCache before it",
  gain: "searched by meaning again",
});

/** Questions come again, but to processes whose memory does not have them. */
export const coldMemory: Rule = ({ hits, hitsByTier }) => {
  const { memory, exact } = hitsByTier;
  if (hits < LEAST_LOOKUPS || exact < MANY_EXACT * (exact + memory)) return undefined;
  return {
    id: "cold-memory",
    setting: "memory.maxEntries, warmMemory()",
    suggestion: "raise memory.maxEntries, and call cache.warmMemory() when a process starts",
    evidence: `of ${exact + memory} hits of the very question ${exact} came from Redis (${percent(exact / (exact + memory))})`,
    effect: "these hits take microseconds, and no trip to Redis",
  };
};

/** The least useful entries have to go. */
export const fullCache: Rule = ({ entries, bytes }, { maxEntries }) => {
  if (maxEntries === undefined || entries < NEARLY_FULL * maxEntries) return undefined;
  const more = 2 * maxEntries;
  return {
    id: "full-cache",
    setting: "maxEntries",
    suggestion: `raise it from ${maxEntries} to ${more}, if the server has room`,
    evidence: `${entries} of at most ${maxEntries} entries are there`,
    effect: `entries stay twice as long, for about ${Math.ceil((bytes / entries) * maxEntries)} more bytes`,
  };
};

/** Answers are not stored. */
export const refusedStores: Rule = ({ stores }) => {
  const reasons = Object.entries(stores.refused).sort((a, b) => b[1] - a[1]);
  const refused = reasons.reduce((sum, [, count]) => sum + count, 0);
  const all = stores.stored + refused;
  const [most] = reasons;
  if (all < LEAST_LOOKUPS || most === undefined || refused < MANY_REFUSED * all) return undefined;
  return {
    id: "refused-stores",
    setting: "store",
    suggestion: `see in the guide what the reason “${most[0]}” means, and whether it is wanted`,
    evidence: `${refused} of ${all} answers were not stored (${percent(refused / all)}), ${most[1]} of them as ${most[0]}`,
    effect: "answers that are not stored are made anew each time",
  };
};
