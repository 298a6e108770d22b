import type { Attributes, MeterProvider } from "@opentelemetry/api";
import { CACHE_ATTRIBUTES, CACHE_METRICS } from "./cache-table.js";
import { createCounter } from "./instruments.js";
import { meterOf } from "./meter-of.js";
import { observeTogether, type Read } from "./shared-observation.js";

/** Records the quality of one tenant's cache. */
export interface QualityRecorder {
  /** The decision mode changed. */
  changed(mode: string): void;
  /** An input drifted. */
  drifted(input: string): void;
  /**
   * Reads the bound at every collection until `close`, and beside it gives the budget. `upperBound` returns undefined if the
   * bound is unknown.
   */
  watch(upperBound: Read, budget: number): void;
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
    watch(upperBound, budget) {
      const { cacheErrorUpperBound, cacheErrorBudget } = CACHE_METRICS;
      // Each tenant has one series, with its highest bound and its lowest budget.
      const highest = { attributes: naming, combine: "highest", read: upperBound } as const;
      const lowest = {
        attributes: naming,
        combine: "lowest",
        read: () => (upperBound() === undefined ? undefined : budget),
      } as const;
      stops.push(observeTogether(meter, cacheErrorUpperBound, highest));
      stops.push(observeTogether(meter, cacheErrorBudget, lowest));
    },
    close() {
      for (const stop of stops.splice(0)) stop();
    },
  };
}
