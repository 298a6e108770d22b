export { type AttributeKinds, attributeKinds, type FieldKinds, type ScalarKind } from "./attribute-kinds.js";
export type { AutoTuneSettings, TuningBounds } from "./auto-tune-options.js";
export { CACHE_VARIABLES, cacheEnvironmentSchema } from "./cache-environment-options.js";
export {
  type CacheSettings,
  type CategorySettings,
  type CheckedCacheSettings,
  cacheSettingsSchema,
  type EvictionPolicy,
  type GuardName,
  type MultiTurnPolicy,
  type ResolvedCacheSettings,
  type TenantSettings,
  type Ttl,
  type TtlMode,
} from "./cache-options.js";
export type {
  CacheTelemetryOptions,
  ModelPrice,
  ResolvedPrices,
} from "./cache-telemetry-options.js";
export { checkCacheOptions } from "./check-cache-options.js";
export { checkEmbedder } from "./check-embedder.js";
export { checkProducer } from "./check-producer.js";
export {
  type ByteStoreOptions,
  byteStoreSchema,
  type CheckpointOptions,
  checkpointSchema,
  type NodeCacheOptions,
  nodeCacheSchema,
  placeSchema,
} from "./checkpoint-options.js";
export {
  type ConnectOptions,
  type Credentials,
  type CredentialsProvider,
  connectOptionsSchema,
  type ResolvedConnectOptions,
  type TelemetryConnectOptions,
} from "./connect-options.js";
export { type EmbedInput, modalityOf } from "./embed-input.js";
export { type EmbeddingCacheOptions, embeddingCacheSchema } from "./embedding-cache-options.js";
export {
  type AiSdkEmbedderOptions,
  type AiSdkEmbeddingModel,
  aiSdkEmbedderSchema,
  type EnergeticEmbedderOptions,
  energeticEmbedderSchema,
  type LangChainEmbedderOptions,
  type LangChainEmbeddings,
  langChainEmbedderSchema,
  type OllamaEmbedderOptions,
  type OpenAiEmbedderOptions,
  ollamaEmbedderSchema,
  openAiEmbedderSchema,
  type ResolvedOllamaEmbedderOptions,
  type ResolvedOpenAiEmbedderOptions,
  type TestEmbedderOptions,
  testEmbedderSchema,
} from "./embedding-options.js";
export { type EncryptionSettings, encryptionKeysText } from "./encryption-options.js";
export { cacheConnectionSchema } from "./event-fields.js";
export {
  type EventStreamOptions,
  eventStreamSchema,
  type SseOptions,
  sseSchema,
} from "./event-stream-options.js";
export { type ExportedEntry, parseExportedEntry } from "./exported-entry.js";
export { checkKeyPart } from "./key-part.js";
export {
  type AdaptiveThresholdSettings,
  adaptiveThresholdSchema,
  type EvidenceSettings,
  evidenceSchema,
  experimentSchema,
  type LinkByMeaningSettings,
  linkByMeaningSchema,
  type ObservingSettings,
  observingSchema,
  type ResolvedObservingSettings,
} from "./learning-options.js";
export {
  type BackfillProgress,
  type BackfillTuning,
  backfillSchema,
  type HashFieldType,
  type HashSourceOptions,
  hashSourceSchema,
  type LiveEvent,
  type LiveTuning,
  liveSchema,
  type RebuildProgress,
  type RebuildTuning,
  type ResolvedBackfillTuning,
  type ResolvedLiveTuning,
  type ResolvedVerifyTuning,
  rebuildSchema,
  type VerifyTuning,
  verifySchema,
} from "./migration-options.js";
export type { Modality, ModalityPair } from "./modality.js";
export { nearestName } from "./nearest-name.js";
export {
  checkClearOptions,
  checkLeaseOptions,
  checkOperationOptions,
  checkRecalibrateOptions,
  checkSendOptions,
  type LeaseOptions,
  type OperationOptions,
  type RecalibrateOptions,
} from "./operation-options.js";
export { parseOptions } from "./parse-options.js";
export { hashTag, type PlaceOptions, tenantInKeys } from "./place-fields.js";
export {
  type PlannedTarget,
  type PlanOptions,
  planOptionsSchema,
  type ResolvedPlanOptions,
} from "./plan-options.js";
export type { PrecisionEvent } from "./precision-event.js";
export {
  type ExportToQdrantOptions,
  exportToQdrantSchema,
  type QdrantConnectionOptions,
  type QdrantSourceOptions,
  qdrantSourceSchema,
  type ResolvedQdrantOptions,
} from "./qdrant-options.js";
export {
  type RateLimiterOptions,
  type ResolvedRateLimiterOptions,
  rateLimiterSchema,
} from "./rate-limiter-options.js";
export {
  type ChangeProgress,
  checkCountWhereOptions,
  checkDeleteWhereOptions,
  checkFindTuning,
  checkScanTuning,
  checkSearchManyOptions,
  checkUpdateAttributesOptions,
  checkUpdateWhereOptions,
  type DeleteWhereOptions,
  type FindTuning,
  type ScanTuning,
  type SearchManyOptions,
  type UpdateAttributesOptions,
  type UpdateWhereOptions,
} from "./record-options.js";
export {
  type RediSearchConnectionOptions,
  type RediSearchOptions,
  type ResolvedRediSearchConnectionOptions,
  type ResolvedRediSearchOptions,
  rediSearchConnectionSchema,
  rediSearchSchema,
  type VectorComponentType,
} from "./redisearch-options.js";
export {
  type Attributes,
  type AttributesSchema,
  type Quantization,
  type RepositoryOptions,
  type ResolvedRepositoryOptions,
  repositoryOptionsSchema,
} from "./repository-options.js";
export type {
  BreakerOptions,
  ResolvedBreakerOptions,
  ResolvedRetryOptions,
  RetryOptions,
} from "./resilience-options.js";
export { checkSearchTuning, type SearchTuning, type Threading } from "./search-options.js";
export { type EndpointAddress, parseServerUrl } from "./server-url.js";
export { isWordLanguage, textOptionName, type WordLanguage } from "./text-option.js";
export type { ResolvedTlsOptions, TlsOptions } from "./tls-options.js";
export type {
  AddressMap,
  ClusterConnectOptions,
  ReadFrom,
  SentinelConnectOptions,
  ServerAddress,
} from "./topology-options.js";
export {
  type ResolvedTransferOptions,
  type TransferOptions,
  type TransferProgress,
  transferOptionsSchema,
} from "./transfer-options.js";
export {
  type ClipEmbedderOptions,
  clipEmbedderSchema,
  type ResolvedTransformersModel,
  type TransformersEmbedderOptions,
  type TransformersModelOptions,
  transformersEmbedderSchema,
} from "./transformers-options.js";
export { checkTouchOptions, isTtlMs, type TouchOptions } from "./ttl-options.js";
export { checkTuneOptions, type TuneOptions, type TuneProgress } from "./tune-options.js";
export {
  type ResolvedUpsertManyOptions,
  type UpsertManyOptions,
  type UpsertProgress,
  upsertManyOptionsSchema,
} from "./upsert-many-options.js";
