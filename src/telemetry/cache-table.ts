import { type AttributeRow, FAST_BUCKETS_SECONDS, type MetricRow, type SpanRow } from "./rows.js";

type CacheAttributeName = keyof typeof CACHE_ATTRIBUTES;

/** The telemetry of semantic caches. OpenTelemetry has no conventions for such caches, so the names are this library's own. */
export const CACHE_ATTRIBUTES = {
  cacheOperation: {
    key: "octavec.cache.operation.name",
    type: "string",
    meaning: "`lookup` or `store`",
  },
  cacheResult: {
    key: "octavec.cache.result",
    type: "string",
    meaning:
      "for a look-up `hit`, `miss`, `bypass` (must not be cached) or `error` (Redis or the embedder did not answer); for a store `stored`, `replaced` or `refused`",
  },
  cacheTier: {
    key: "octavec.cache.tier",
    type: "string",
    meaning: "for a hit `memory`, `exact` or `semantic`; for a verdict also `unknown`",
  },
  cacheReason: {
    key: "octavec.cache.reason",
    type: "string",
    meaning: "why there was no hit, or why an answer was not stored",
  },
  cacheTenant: {
    key: "octavec.cache.tenant",
    type: "string",
    meaning: "only for tenants in `telemetry.tenantLabels`",
  },
  cacheTokenType: { key: "octavec.cache.token.type", type: "string", meaning: "`input` or `output`" },
  cacheCurrency: {
    key: "octavec.cache.currency",
    type: "string",
    meaning: "the option `telemetry.currency`",
  },
  cacheVerdict: { key: "octavec.cache.verdict", type: "string", meaning: "`correct` or `incorrect`" },
  cacheDriftInput: {
    key: "octavec.cache.drift.input",
    type: "string",
    meaning:
      "the input that drifted: `similarity`, `vote-share`, `probability`, `audited-error` or `embeddings`",
  },
  cacheRemovalReason: {
    key: "octavec.cache.removal.reason",
    type: "string",
    meaning: "`expired`; `evicted` (over the tenant's limits); `flushed` (left behind by a flush)",
  },
  cacheSimilarity: {
    key: "octavec.cache.similarity.value",
    type: "double",
    meaning: "cosine similarity of a hit, or of the nearest entry of a miss; only after a semantic search",
  },
  cacheEvents: {
    key: "octavec.cache.invalidation.events",
    type: "int",
    meaning: "number of invalidations",
  },
  decisionMode: {
    key: "octavec.cache.decision_mode",
    type: "string",
    meaning:
      "how `evidence()` decides from now on: `evidence`; `stopped` (by a strict threshold, because audits found more errors than the budget allows); `agreement` or `threshold` (too few entries are linked by answer)",
  },
} as const satisfies Record<string, AttributeRow>;

export const CACHE_SPANS = {
  cacheLookup: {
    name: "octavec.cache.lookup",
    kind: "INTERNAL",
    meaning:
      "one look-up; child of the caller's active span, and parent of the spans of its commands; commands of a look-up that several callers share belong to the first one",
    attributes: ["cacheResult"],
    sometimes: ["cacheTier", "cacheReason", "cacheSimilarity", "cacheTenant"],
  },
  cacheInvalidation: {
    name: "octavec.cache.invalidation",
    kind: "CONSUMER",
    meaning:
      "invalidations by other processes that the memory tier applied in one step; a trace of its own, with a link to the active span of each `invalidate`",
    attributes: ["cacheEvents"],
    sometimes: ["cacheTenant"],
  },
} as const satisfies Record<string, SpanRow<CacheAttributeName>>;

/** Upper bounds of the histogram buckets. They are closer together in the range of usual thresholds. */
const SIMILARITY_BUCKETS = [
  0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 0.99, 1,
] as const;

export const CACHE_METRICS = {
  cacheRequests: {
    name: "octavec.cache.requests",
    instrument: "counter",
    unit: "{request}",
    meaning: "look-ups",
    attributes: ["cacheResult"],
    sometimes: ["cacheTier", "cacheReason", "cacheTenant"],
  },
  cacheOperationDuration: {
    name: "octavec.cache.operation.duration",
    instrument: "histogram",
    unit: "s",
    meaning: "duration of a look-up, including the embedding, or of storing an answer, without it",
    attributes: ["cacheOperation", "cacheResult"],
    sometimes: ["cacheTier", "cacheTenant"],
    buckets: FAST_BUCKETS_SECONDS,
  },
  cacheSimilarity: {
    name: "octavec.cache.similarity",
    instrument: "histogram",
    unit: "1",
    meaning: "cosine similarity of semantic hits, and of the nearest entry of misses",
    attributes: ["cacheResult"],
    sometimes: ["cacheTenant"],
    buckets: SIMILARITY_BUCKETS,
  },
  cacheStores: {
    name: "octavec.cache.stores",
    instrument: "counter",
    unit: "{answer}",
    meaning: "calls to store an answer, by result",
    attributes: ["cacheResult"],
    sometimes: ["cacheReason", "cacheTenant"],
  },
  embeddingDuration: {
    name: "octavec.embedding.duration",
    instrument: "histogram",
    unit: "s",
    meaning: "duration of one call of a cache to its embedder",
    attributes: ["cacheOperation"],
    sometimes: ["cacheTenant"],
  },
  cacheSavedTokens: {
    name: "octavec.cache.saved.tokens",
    instrument: "counter",
    unit: "{token}",
    meaning: "tokens of answers that came from the cache instead of a model",
    attributes: ["cacheTokenType"],
    sometimes: ["cacheTenant"],
  },
  cacheSavedCost: {
    name: "octavec.cache.saved.cost",
    instrument: "counter",
    unit: "{currency}",
    meaning: "price of the saved tokens",
    attributes: ["cacheCurrency"],
    sometimes: ["cacheTenant"],
  },
  cacheEmbeddingCost: {
    name: "octavec.cache.embedding.cost",
    instrument: "counter",
    unit: "{currency}",
    meaning: "price of the embeddings, by estimated tokens; subtract it from the saved cost",
    attributes: ["cacheCurrency"],
    sometimes: ["cacheTenant"],
  },
  cacheFeedback: {
    name: "octavec.cache.feedback",
    instrument: "counter",
    unit: "{verdict}",
    meaning: "verdicts on answers from the cache",
    attributes: ["cacheVerdict", "cacheTier"],
    sometimes: ["cacheTenant"],
  },
  cacheDrifts: {
    name: "octavec.cache.drifts",
    instrument: "counter",
    unit: "{drift}",
    meaning: "detected drifts, one for each input that drifted",
    attributes: ["cacheDriftInput"],
    sometimes: ["cacheTenant"],
  },
  cacheEntries: {
    name: "octavec.cache.entries",
    instrument: "up-down counter",
    unit: "{entry}",
    meaning:
      "entries in Redis when the ledger last read them; all instances of a tenant report the same number, so take the maximum, not the sum; only for tenants in `telemetry.tenantLabels`",
    attributes: ["cacheTenant"],
  },
  cacheSize: {
    name: "octavec.cache.size",
    instrument: "up-down counter",
    unit: "By",
    meaning: "estimated size of these entries",
    attributes: ["cacheTenant"],
  },
  cacheRemovals: {
    name: "octavec.cache.removals",
    instrument: "counter",
    unit: "{entry}",
    meaning: "entries that this process removed from Redis: by the sweep, or to make room for a new answer",
    attributes: ["cacheRemovalReason"],
    sometimes: ["cacheTenant"],
  },
  memoryEvictions: {
    name: "octavec.cache.memory.evictions",
    instrument: "counter",
    unit: "{entry}",
    meaning: "entries that left the memory tier because it was full",
    attributes: [],
    sometimes: ["cacheTenant"],
  },
  memoryEntries: {
    name: "octavec.cache.memory.entries",
    instrument: "up-down counter",
    unit: "{entry}",
    meaning: "entries in the memory tiers of this process",
    attributes: [],
    sometimes: ["cacheTenant"],
  },
  memorySize: {
    name: "octavec.cache.memory.size",
    instrument: "up-down counter",
    unit: "By",
    meaning: "estimated size of these entries",
    attributes: [],
    sometimes: ["cacheTenant"],
  },
  invalidationLag: {
    name: "octavec.cache.invalidation.lag",
    instrument: "gauge",
    unit: "s",
    meaning:
      "time since the latest successful read of the invalidations began; for several caches in this process the highest; 0 while no memory tier is in use, no value before one is",
    attributes: [],
    sometimes: ["cacheTenant"],
  },
  cacheErrorUpperBound: {
    name: "octavec.cache.error_rate.upper_bound",
    instrument: "gauge",
    unit: "1",
    meaning:
      "upper end of the 95 % interval for wrong answers per look-up, from audited hits; for several caches in this process the highest; no value before the first audit, 1 while there are none any more",
    attributes: [],
    sometimes: ["cacheTenant"],
  },
  cacheErrorLowerBound: {
    name: "octavec.cache.error_rate.lower_bound",
    instrument: "gauge",
    unit: "1",
    meaning:
      "lower end of the same interval; above the budget, the budget is certainly exceeded; for several caches in this process the highest, 0 while there are no audits any more",
    attributes: [],
    sometimes: ["cacheTenant"],
  },
  cacheErrorBudget: {
    name: "octavec.cache.error_rate.budget",
    instrument: "gauge",
    unit: "1",
    meaning:
      "the option `errorBudget` of the decision policy; for several caches in this process the lowest; no value before the first audit",
    attributes: [],
    sometimes: ["cacheTenant"],
  },
  cacheDecisionModeChanges: {
    name: "octavec.cache.decision_mode.changes",
    instrument: "counter",
    unit: "{change}",
    meaning: "changes of the mode in which `evidence()` decides",
    attributes: ["decisionMode"],
    sometimes: ["cacheTenant"],
  },
} as const satisfies Record<string, MetricRow<CacheAttributeName>>;
