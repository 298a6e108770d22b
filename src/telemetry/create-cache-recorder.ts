import { createNoopMeter, type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import { CacheRecorder } from "./cache-recorder.js";
import { SCOPE } from "./telemetry-table.js";
import { tracerSource } from "./tracer-source.js";

export interface CacheTelemetryTarget {
  /** Default: the registered provider. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the provider that is registered now. */
  readonly meterProvider?: MeterProvider | undefined;
  /** Undefined if metrics must not name the tenant. */
  readonly tenant?: string | undefined;
}

/** Sets up spans and metrics for one cache. Without an SDK nothing is recorded. */
export function createCacheRecorder(target: CacheTelemetryTarget): CacheRecorder {
  const { tracerProvider = trace.getTracerProvider(), meterProvider = metrics.getMeterProvider() } = target;
  const meter = meterProvider.getMeter(SCOPE.name, SCOPE.version);
  return new CacheRecorder(
    tracerSource(tracerProvider),
    meter === createNoopMeter() ? undefined : meter,
    target.tenant,
  );
}
