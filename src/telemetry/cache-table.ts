import type { AttributeRow, MetricRow, SpanRow } from "./telemetry-table.js";

type CacheAttributeName = keyof typeof CACHE_ATTRIBUTES;

/** What semantic caches emit. No convention covers caches of answers yet, so the names are this library's own. */
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
      "of a look-up `hit`, `miss`, `bypass` (not to be cached) or `error` (Redis or the embedder did not answer); of a store `stored`, `replaced` or `refused`",
  },
  cacheTier: {
    key: "octavec.cache.tier",
    type: "string",
    meaning: "of a hit: `memory`, `exact` or `semantic`; of a verdict also `unknown`",
  },
  cacheReason: {
    key: "octavec.cache.reason",
    type: "string",
    meaning: "why there was no hit, or why an answer was not stored",
  },
  cacheTenant: {
    key: "octavec.cache.tenant",
    type: "string",
    meaning: "only for tenants that `telemetry.tenantLabels` lists",
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
    meaning: "what had moved: `similarity`, `vote-share`, `probability`, `audited-error` or `embeddings`",
  },
  cacheSimilarity: {
    key: "octavec.cache.similarity.value",
    type: "double",
    meaning:
      "cosine similarity of a hit, or of the nearest entry of a miss; only where it was searched by meaning",
  },
  decisionMode: {
    key: "octavec.cache.decision_mode",
    type: "string",
    meaning:
      "what `evidence()` decides by from now on: `evidence`; `stopped`: a strict threshold, because audits found more errors than the budget allows; `agreement`, `threshold`: too few entries are linked by answer",
  },
} as const satisfies Record<string, AttributeRow>;

export const CACHE_SPANS = {
  cacheLookup: {
    name: "octavec.cache.lookup",
    kind: "INTERNAL",
    meaning:
      "one look-up, from asking to knowing; made when it has ended, below the caller's active span, beside the spans of the commands that it took",
    attributes: ["cacheResult"],
    sometimes: ["cacheTier", "cacheReason", "cacheSimilarity", "cacheTenant"],
  },
} as const satisfies Record<string, SpanRow<CacheAttributeName>>;

/** Closer together where thresholds are. */
export const SIMILARITY_BUCKETS = [
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
    meaning: "duration of a look-up, embedding included, or of storing an answer without it",
    attributes: ["cacheOperation", "cacheResult"],
    sometimes: ["cacheTier", "cacheTenant"],
  },
  cacheSimilarity: {
    name: "octavec.cache.similarity",
    instrument: "histogram",
    unit: "1",
    meaning: "cosine similarity of hits by meaning, and of the nearest entry of misses",
    attributes: ["cacheResult"],
    sometimes: ["cacheTenant"],
    buckets: SIMILARITY_BUCKETS,
  },
  cacheStores: {
    name: "octavec.cache.stores",
    instrument: "counter",
    unit: "{answer}",
    meaning: "answers that were to be stored",
    attributes: ["cacheResult"],
    sometimes: ["cacheReason", "cacheTenant"],
  },
  embeddingDuration: {
    name: "octavec.embedding.duration",
    instrument: "histogram",
    unit: "s",
    meaning: "one call of a cache to its embedder",
    attributes: ["cacheOperation"],
    sometimes: ["cacheTenant"],
  },
  cacheSavedTokens: {
    name: "octavec.cache.saved.tokens",
    instrument: "counter",
    unit: "{token}",
    meaning: "tokens of answers that were served instead of made",
    attributes: ["cacheTokenType"],
    sometimes: ["cacheTenant"],
  },
  cacheSavedCost: {
    name: "octavec.cache.saved.cost",
    instrument: "counter",
    unit: "{currency}",
    meaning: "what these tokens would have cost",
    attributes: ["cacheCurrency"],
    sometimes: ["cacheTenant"],
  },
  cacheEmbeddingCost: {
    name: "octavec.cache.embedding.cost",
    instrument: "counter",
    unit: "{currency}",
    meaning: "what embeddings cost, by estimated tokens: to be taken off the saved cost",
    attributes: ["cacheCurrency"],
    sometimes: ["cacheTenant"],
  },
  cacheFeedback: {
    name: "octavec.cache.feedback",
    instrument: "counter",
    unit: "{verdict}",
    meaning: "verdicts on served answers",
    attributes: ["cacheVerdict", "cacheTier"],
    sometimes: ["cacheTenant"],
  },
  cacheDrifts: {
    name: "octavec.cache.drifts",
    instrument: "counter",
    unit: "{drift}",
    meaning: "drifts noticed, once for each input that had moved",
    attributes: ["cacheDriftInput"],
    sometimes: ["cacheTenant"],
  },
  cacheEntries: {
    name: "octavec.cache.entries",
    instrument: "up-down counter",
    unit: "{entry}",
    meaning:
      "entries in Redis as the ledger last read them, which all instances of a tenant report alike: take the largest, not the sum; only for tenants that `telemetry.tenantLabels` lists",
    attributes: ["cacheTenant"],
  },
  cacheSize: {
    name: "octavec.cache.size",
    instrument: "up-down counter",
    unit: "By",
    meaning: "estimated bytes of these",
    attributes: ["cacheTenant"],
  },
  cacheErrorUpperBound: {
    name: "octavec.cache.error_rate.upper_bound",
    instrument: "gauge",
    unit: "1",
    meaning:
      "wrong answers per look-up: upper end of the 95 % interval, from audited hits; of several caches in this process, the highest; nothing without audits",
    attributes: [],
    sometimes: ["cacheTenant"],
  },
  cacheDecisionModeChanges: {
    name: "octavec.cache.decision_mode.changes",
    instrument: "counter",
    unit: "{change}",
    meaning: "changes of what `evidence()` decides by",
    attributes: ["decisionMode"],
    sometimes: ["cacheTenant"],
  },
} as const satisfies Record<string, MetricRow<CacheAttributeName>>;
