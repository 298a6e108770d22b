import type { Attributes, MeterProvider } from "@opentelemetry/api";
import { CACHE_ATTRIBUTES, CACHE_METRICS } from "./cache-table.js";
import { createCounter } from "./instruments.js";
import { meterOf } from "./meter-of.js";
import { type GaugeRow, observeTogether, type SharedObservation } from "./shared-observation.js";

/** Ends of the interval of the error rate. */
export interface ErrorBounds {
  readonly low: number;
  readonly high: number;
}

/** Records the quality of one tenant's cache. */
export interface QualityRecorder {
  /** The decision mode changed. */
  changed(mode: string): void;
  /** An input drifted. */
  drifted(input: string): void;
  /** Reads the bounds at every collection until `close`. `bounds` returns undefined if they are unknown. */
  watch(bounds: () => ErrorBounds | undefined, budget: number): void;
  close(): void;
}

/**
 * @param tenant - Undefined if metrics must not name the tenant.
 * @param meterProvider - Default: the provider that is registered now.
 * @returns undefined if no SDK collects metrics.
 */
export function createQualityRecorder(
  tenant: string | undefined,
  meterProvider?: MeterProvider,
): QualityRecorder | undefined {
  const meter = meterOf(meterProvider);
  if (meter === undefined) return undefined;
  const naming: Attributes = tenant === undefined ? {} : { [CACHE_ATTRIBUTES.cacheTenant.key]: tenant };
  const changes = createCounter(meter, CACHE_METRICS.cacheDecisionModeChanges);
  const drifts = createCounter(meter, CACHE_METRICS.cacheDrifts);
  const stops: (() => void)[] = [];
  return {
    changed: (mode) => changes.add(1, { [CACHE_ATTRIBUTES.decisionMode.key]: mode, ...naming }),
    drifted: (input) => drifts.add(1, { [CACHE_ATTRIBUTES.cacheDriftInput.key]: input, ...naming }),
    watch(bounds, budget) {
      const { cacheErrorUpperBound, cacheErrorLowerBound, cacheErrorBudget } = CACHE_METRICS;
      const observe = (row: GaugeRow, own: Omit<SharedObservation, "attributes">) =>
        stops.push(observeTogether(meter, row, { attributes: naming, ...own }));
      // Without audits the interval is the whole of 0 to 1.
      observe(cacheErrorUpperBound, { combine: "highest", otherwise: 1, read: () => bounds()?.high });
      observe(cacheErrorLowerBound, { combine: "highest", otherwise: 0, read: () => bounds()?.low });
      observe(cacheErrorBudget, { combine: "lowest", read: () => bounds() && budget });
    },
    close() {
      for (const stop of stops.splice(0)) stop();
    },
  };
}
