export type {
  CacheTelemetryOptions,
  ExportedEntry,
  LedgerSettings,
  ModelPrice,
  TransferOptions,
  TransferProgress,
} from "../options/index.js";
export type {
  CacheClient,
  CacheTelemetrySource,
  CondenseTurns,
  SemanticCacheOptions,
} from "./cache-parts.js";
export type { Decision, DecisionPolicy, DecisionQuery, Neighbour } from "./decision/index.js";
export { thresholdPolicy } from "./decision/index.js";
export type { TokenUsage } from "./entry/index.js";
export type {
  ExplainedCandidate,
  ExplainedIdentity,
  ExplainedThreshold,
  ExplainedTier,
  ExplainOptions,
  Explanation,
} from "./explain/index.js";
export { formatExplanation } from "./explain/index.js";
export type { Feedback, FeedbackResult } from "./feedback/index.js";
export type {
  AccountStats,
  CacheStats,
  EmbeddingStats,
  SavedStats,
  SimilarityBins,
  VerdictStats,
} from "./ledger/index.js";
export type {
  CacheHit,
  CacheMiss,
  CacheTier,
  GuardNote,
  LookupResult,
  LookupWhy,
  MissReason,
} from "./lookup/index.js";
export type { BypassReason, CacheMessage, CacheRequest, CacheScope, JsonValue } from "./request/index.js";
export { SemanticCache } from "./semantic-cache.js";
export type { Answer, StoreResult } from "./store/index.js";
export type {
  ExportOptions,
  ReadJsonlOptions,
  TransferProblem,
  TransferReport,
  TruncatedLine,
  WarmEntry,
  WarmMemoryOptions,
} from "./transfer/index.js";
export { readJsonl, writeJsonl } from "./transfer/index.js";
export type { Producer, WrapOptions, WrappedAnswer } from "./wrap/index.js";
