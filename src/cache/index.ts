export { EmbeddingCache } from "../embedding/index.js";
export { type CacheEnvironment, cacheOptionsFromEnv } from "../environment/index.js";
export type {
  AutoTuneSettings,
  CacheSettings,
  CacheTelemetryOptions,
  CategorySettings,
  EmbeddingCacheOptions,
  EmbedInput,
  EncryptionSettings,
  ExportedEntry,
  GuardName,
  Modality,
  ModalityPair,
  ModelPrice,
  TenantSettings,
  TransferOptions,
  TuningBounds,
  WordLanguage,
} from "../options/index.js";
export { canonicalizePrompt } from "../text/index.js";
export type {
  AllTenantsStats,
  CacheStats,
  Feedback,
  FeedbackResult,
  TenantFigures,
  TenantStats,
} from "./account/index.js";
export {
  type Advice,
  type AdvisedSettings,
  type AvailabilityReport,
  adviseCache,
  type PoolLoad,
  type PrecisionFigures,
  reportAvailability,
  type ServerEviction,
} from "./advice/index.js";
export {
  type AnswerChunk,
  type ChunkSource,
  chunkFormat,
  type PreparedQuestion,
  type Producer,
  type ReplayOptions,
  type StreamedAnswer,
  type StreamFormat,
  type StreamProducer,
  textFormat,
  type WrapOptions,
  type WrappedAnswer,
  type WrapStreamOptions,
} from "./answer/index.js";
export type { SemanticCacheOptions } from "./cache-connection.js";
export type { CacheClient } from "./cache-parts.js";
export type {
  Answer,
  AnswerPart,
  AnswerToStore,
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
  GivenAnswer,
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
  StructuredAnswer,
  TokenUsage,
  VerdictEvent,
} from "./contract/index.js";
export { agreementPolicy, thresholdPolicy } from "./contract/index.js";
export {
  type ClearReport,
  type ClearTenantOptions,
  type ExportOptions,
  type FindByWordsOptions,
  type FoundByWords,
  type InvalidationPreview,
  type InvalidationReport,
  type InvalidationTarget,
  type PreviewOptions,
  type QuarantineOptions,
  type QuarantineReport,
  readJsonl,
  type TransferReport,
  type WarmEntry,
  type WarmMemoryOptions,
  writeJsonl,
} from "./entries/index.js";
export {
  type AnswerCandidate,
  type ExplainOptions,
  type Explanation,
  formatExplanation,
  type HookOptions,
  type JudgeHook,
  type LookupOptions,
  type RerankHook,
} from "./find/index.js";
export { type GuardFigures, type GuardReport, type LabelledTexts, measureGuards } from "./guards/index.js";
export type { CacheMessage, CacheRequest, CacheScope, CondenseTurns, JsonValue } from "./question/index.js";
export { SemanticCache } from "./semantic-cache.js";
export type { TuningChange, TuningStats } from "./tuning/index.js";
