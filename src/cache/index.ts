export type {
  CacheSettings,
  CategorySettings,
  EmbeddingCacheOptions,
  EventStreamOptions,
  GuardName,
  PlaceOptions,
  RateLimiterOptions,
  SseOptions,
  TenantSettings,
} from "../options/index.js";
export type { CondenseTurns, SemanticCacheOptions } from "./cache-parts.js";
export type {
  AnswerCandidate,
  Decision,
  DecisionDetails,
  DecisionName,
  DecisionPolicy,
  DecisionQuery,
  DifferenceInterval,
  EvidenceMode,
  HookOptions,
  JudgeHook,
  Neighbour,
  Outcome,
  RerankHook,
  ShareInterval,
  StoredQuestion,
  WeighedAnswer,
} from "./decision/index.js";
export {
  type AdaptiveThresholdOptions,
  adaptiveThreshold,
  agreementPolicy,
  type ExperimentOptions,
  evidencePolicy,
  experiment,
  fixedThreshold,
  thresholdPolicy,
} from "./decision/index.js";
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
export type {
  AlertListener,
  CacheAlert,
  CacheLearning,
  ExperimentReport,
  LearningExport,
  LinkHook,
  ModelFigures,
  QualityFigures,
  QualityReport,
} from "./learning/index.js";
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
export { canonicalizePrompt } from "./text/index.js";
export type { Producer, WrapOptions, WrappedAnswer } from "./wrap/index.js";
