export type {
  CacheSettings,
  CacheTelemetryOptions,
  CategorySettings,
  EmbeddingCacheOptions,
  EventStreamOptions,
  ExportedEntry,
  GuardName,
  LedgerSettings,
  ModelPrice,
  PlaceOptions,
  RateLimiterOptions,
  SseOptions,
  TenantSettings,
  TransferOptions,
  TransferProgress,
} from "../options/index.js";
export type {
  CacheClient,
  CacheTelemetrySource,
  CondenseTurns,
  SemanticCacheOptions,
} from "./cache-parts.js";
export type { AnswerCluster, ClustersOptions, MovedCluster } from "./clusters/index.js";
export {
  type AdaptiveThresholdOptions,
  type AnswerCandidate,
  adaptiveThreshold,
  agreementPolicy,
  calibrateThreshold,
  type Decision,
  type DecisionDetails,
  type DecisionName,
  type DecisionPolicy,
  type DecisionQuery,
  type DifferenceInterval,
  type EvidenceMode,
  type ExperimentOptions,
  evidencePolicy,
  experiment,
  fixedThreshold,
  type HookOptions,
  type JudgeHook,
  type LabelledPair,
  type Neighbour,
  type Outcome,
  type RerankHook,
  type ShareInterval,
  type StoredQuestion,
  type ThresholdCalibration,
  type ThresholdPoint,
  thresholdPolicy,
  type WeighedAnswer,
} from "./decision/index.js";
export type { DriftInput, DriftLevel, DriftReport, InputReading, MovedInput } from "./drift/index.js";
export { EmbeddingCache, type EmbeddingCacheParts } from "./embeddings/embedding-cache.js";
export type { EmbeddingCacheStats } from "./embeddings/embedding-statistics.js";
export type { TokenUsage } from "./entry/index.js";
export {
  type CacheEnvironment,
  type CacheVariables,
  cacheOptionsFromEnv,
  type EmbeddingCacheSettings,
  type SemanticCacheSettings,
} from "./environment/cache-options-from-env.js";
export {
  EventStream,
  type EventStreamParts,
  type NewEvent,
  type ReadEventsOptions,
} from "./event-stream/event-stream.js";
export { toServerSentEvents } from "./event-stream/server-sent-events.js";
export { createSseHandler, type SseHandlerOptions } from "./event-stream/sse-handler.js";
export type { StreamEvent } from "./event-stream/stream-event.js";
export {
  type ExplainedCandidate,
  type ExplainedIdentity,
  type ExplainedThreshold,
  type ExplainedTier,
  type ExplainOptions,
  type Explanation,
  formatExplanation,
} from "./explain/index.js";
export type { Feedback, FeedbackResult } from "./feedback/index.js";
export { type GuardFigures, type GuardReport, type LabelledTexts, measureGuards } from "./guards/index.js";
export type { InvalidationReport, InvalidationTarget } from "./invalidation/index.js";
export type {
  AlertListener,
  CacheAlert,
  CacheLearning,
  CacheQuality,
  ExperimentReport,
  LearningExport,
  LinkHook,
  ModelFigures,
  QualityFigures,
  QualityReport,
} from "./learning/index.js";
export type {
  AccountStats,
  CacheStats,
  EmbeddingStats,
  SavedStats,
  SimilarityBins,
  VerdictStats,
} from "./ledger/index.js";
export type { SweepReport } from "./lifetime/index.js";
export type {
  CacheHit,
  CacheMiss,
  CacheTier,
  GuardNote,
  LookupResult,
  LookupWhy,
  MissReason,
} from "./lookup/index.js";
export { RateLimiter, type RateLimiterParts, type RateVerdict } from "./rate-limit/rate-limiter.js";
export type { BypassReason, CacheMessage, CacheRequest, CacheScope, JsonValue } from "./request/index.js";
export { SemanticCache } from "./semantic-cache.js";
export type { Answer, StoreResult } from "./store/index.js";
export type { ClearOptions, ClearReport } from "./tenants/index.js";
export { canonicalizePrompt } from "./text/index.js";
export {
  type ExportOptions,
  type ReadJsonlOptions,
  readJsonl,
  type TransferProblem,
  type TransferReport,
  type TruncatedLine,
  type WarmEntry,
  type WarmMemoryOptions,
  writeJsonl,
} from "./transfer/index.js";
export type { Producer, WrapOptions, WrappedAnswer } from "./wrap/index.js";
