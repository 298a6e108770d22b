export type { FailureCounts } from "../async/index.js";
export { EmbeddingCache, type EmbeddingCacheParts, type EmbeddingCacheStats } from "../embedding/index.js";
export type {
  CacheSettings,
  CacheTelemetryOptions,
  CategorySettings,
  EmbeddingCacheOptions,
  ExportedEntry,
  GuardName,
  ModelPrice,
  PlaceOptions,
  TenantSettings,
  TransferOptions,
  TransferProgress,
} from "../options/index.js";
export { canonicalizePrompt } from "../text/index.js";
export type {
  AccountStats,
  CacheStats,
  CacheTelemetrySource,
  EmbeddingStats,
  Feedback,
  FeedbackResult,
  SavedStats,
  SimilarityBins,
  VerdictStats,
} from "./account/index.js";
export type { Producer, WrapOptions, WrappedAnswer } from "./answer/index.js";
export {
  type CacheEnvironment,
  type CacheVariables,
  cacheOptionsFromEnv,
  type EmbeddingCacheSettings,
  type SemanticCacheSettings,
} from "./cache-options-from-env.js";
export type { CacheClient } from "./cache-parts.js";
export type {
  Answer,
  BindablePolicy,
  BoundPolicy,
  CacheHit,
  CacheMiss,
  CacheObserver,
  CacheTier,
  DecidedHit,
  Decision,
  DecisionDetails,
  DecisionName,
  DecisionPolicy,
  DecisionQuery,
  GuardNote,
  LookupEvent,
  LookupResult,
  LookupWhy,
  MissReason,
  Neighbour,
  PolicyHost,
  ShareInterval,
  StoreEvent,
  StoreResult,
  TokenUsage,
  VerdictEvent,
  WeighedAnswer,
} from "./contract/index.js";
export { agreementPolicy, thresholdPolicy } from "./contract/index.js";
export type {
  ClearOptions,
  ClearReport,
  InvalidationReport,
  InvalidationTarget,
  SweepReport,
} from "./entries/index.js";
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
} from "./entries/index.js";
export {
  type AnswerCandidate,
  type ExplainedCandidate,
  type ExplainedIdentity,
  type ExplainedStep,
  type ExplainedThreshold,
  type ExplainOptions,
  type Explanation,
  formatExplanation,
  type HookOptions,
  type JudgeHook,
  type RerankHook,
} from "./find/index.js";
export { type GuardFigures, type GuardReport, type LabelledTexts, measureGuards } from "./guards/index.js";
export type {
  BypassReason,
  CacheMessage,
  CacheRequest,
  CacheScope,
  CondenseTurns,
  JsonValue,
} from "./question/index.js";
export { SemanticCache, type SemanticCacheOptions } from "./semantic-cache.js";
