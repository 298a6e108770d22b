export type { MeterProvider, TracerProvider } from "@opentelemetry/api";
export type { CacheRecorder, CacheSizes, LookupFacts, RemovedEntries } from "./cache-recorder.js";
export { type CacheTraces, createCacheTraces, type LookupSpan } from "./cache-traces.js";
export { CATALOGUE } from "./catalogue.js";
export { createCacheRecorder } from "./create-cache-recorder.js";
export { createTelemetry, type Telemetry, type TelemetryOptions } from "./create-telemetry.js";
export {
  createEmbeddingCacheRecorder,
  type EmbeddingCacheObserver,
  type EmbeddingResult,
} from "./embedding-cache-recorder.js";
export {
  type GatewayLoad,
  GatewayRecorder,
  type HttpOutcome,
  type RunningRequest,
} from "./gateway-recorder.js";
export { GATEWAY_METRICS, GATEWAY_SPANS } from "./gateway-table.js";
export { createMigrationRecorder, type MigrationRecorder } from "./migration-recorder.js";
export type {
  OperationFacts,
  OperationFailure,
  OperationRecorder,
  RunningOperation,
} from "./operation-recorder.js";
export { outsideTraces } from "./outside-traces.js";
export type { PoolObserver, PoolRecorder, PoolState } from "./pool-recorder.js";
export type { PrecisionObserver } from "./precision-recorder.js";
export { createQualityRecorder, type QualityRecorder } from "./quality-recorder.js";
export {
  isTracingRegistered,
  onSdkFailure,
  registeredMeterProvider,
  unregisterSdk,
} from "./registered-sdk.js";
export type { BreakerRecorder, RetryObserver } from "./resilience-recorder.js";
export {
  type AttributeRow,
  CALL_BUCKETS_SECONDS,
  FAST_BUCKETS_SECONDS,
  type MetricRow,
  type SpanRow,
} from "./rows.js";
export type { CollectionSample, ServerFigures, ServerSample, ServerSamples } from "./server-recorder.js";
