export type { MeterProvider, TracerProvider } from "@opentelemetry/api";
export type { CacheRecorder, CacheSizes, LookupFacts } from "./cache-recorder.js";
export { type CacheTelemetryTarget, createCacheRecorder } from "./create-cache-recorder.js";
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
export { GATEWAY_ATTRIBUTES, GATEWAY_METRICS, GATEWAY_SPANS } from "./gateway-table.js";
export type {
  OperationFacts,
  OperationFailure,
  OperationRecorder,
  RunningOperation,
} from "./operation-recorder.js";
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
export type { MetricRow, SpanRow } from "./telemetry-table.js";
