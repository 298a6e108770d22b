import type { MeterProvider } from "@opentelemetry/api";
import { CacheRecorder } from "./cache-recorder.js";
import { meterOf } from "./meter-of.js";

/**
 * Sets up the metrics of one cache. Without an SDK nothing is recorded.
 *
 * @param tenant - Undefined if metrics must not name the tenant.
 * @param meterProvider - Default: the provider that is registered now.
 */
export function createCacheRecorder(
  tenant: string | undefined,
  meterProvider?: MeterProvider,
): CacheRecorder {
  return new CacheRecorder(meterOf(meterProvider), tenant);
}
