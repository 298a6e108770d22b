import { createNoopMeter, type Meter, type MeterProvider, metrics } from "@opentelemetry/api";
import { SCOPE } from "./telemetry-table.js";

/**
 * The meter of this library, or undefined if no SDK collects metrics.
 *
 * @param meterProvider - Default: the provider that is registered now.
 */
export function meterOf(meterProvider: MeterProvider = metrics.getMeterProvider()): Meter | undefined {
  const meter = meterProvider.getMeter(SCOPE.name, SCOPE.version);
  // Without an SDK the API returns one no-op meter. Then not even the clock is read.
  return meter === createNoopMeter() ? undefined : meter;
}
