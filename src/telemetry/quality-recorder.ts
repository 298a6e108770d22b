import {
  type Attributes,
  createNoopMeter,
  type Meter,
  type MeterProvider,
  metrics,
} from "@opentelemetry/api";
import { CACHE_ATTRIBUTES, CACHE_METRICS } from "./cache-table.js";
import { createCounter, createObservableGauge } from "./instruments.js";
import { SCOPE } from "./telemetry-table.js";

/** Records the quality of one tenant's cache. */
export interface QualityRecorder {
  /** The decision mode changed. */
  changed(mode: string): void;
  /** An input drifted. */
  drifted(input: string): void;
  /** Reads the bound at every collection until `close`. `upperBound` returns undefined if the bound is unknown. */
  watch(upperBound: () => number | undefined): void;
  close(): void;
}

type Read = () => number | undefined;

/** The readers by tenant; undefined for all tenants without a name. Each tenant has one series, with its highest bound. */
const watched = new WeakMap<Meter, Map<string | undefined, Set<Read>>>();

/**
 * @param tenant - Undefined if metrics must not name the tenant.
 * @param meterProvider - Default: the provider that is registered now.
 * @returns undefined if no SDK collects metrics.
 */
export function createQualityRecorder(
  tenant: string | undefined,
  meterProvider: MeterProvider = metrics.getMeterProvider(),
): QualityRecorder | undefined {
  const meter = meterProvider.getMeter(SCOPE.name, SCOPE.version);
  if (meter === createNoopMeter()) return undefined;
  const changes = createCounter(meter, CACHE_METRICS.cacheDecisionModeChanges);
  const drifts = createCounter(meter, CACHE_METRICS.cacheDrifts);
  let own: Read | undefined;
  return {
    changed: (mode) => changes.add(1, { [CACHE_ATTRIBUTES.decisionMode.key]: mode, ...naming(tenant) }),
    drifted: (input) => drifts.add(1, { [CACHE_ATTRIBUTES.cacheDriftInput.key]: input, ...naming(tenant) }),
    watch(upperBound) {
      own = upperBound;
      const readers = readersOf(meter);
      const ofTenant = readers.get(tenant) ?? new Set();
      readers.set(tenant, ofTenant.add(upperBound));
    },
    close() {
      const readers = readersOf(meter);
      const ofTenant = readers.get(tenant);
      if (own !== undefined) ofTenant?.delete(own);
      if (ofTenant?.size === 0) readers.delete(tenant);
    },
  };
}

function readersOf(meter: Meter): Map<string | undefined, Set<Read>> {
  const known = watched.get(meter);
  if (known !== undefined) return known;
  const readers = new Map<string | undefined, Set<Read>>();
  watched.set(meter, readers);
  createObservableGauge(meter, CACHE_METRICS.cacheErrorUpperBound).addCallback((result) => {
    for (const [tenant, ofTenant] of readers) {
      const bounds = [...ofTenant].flatMap((read) => read() ?? []);
      if (bounds.length > 0) result.observe(Math.max(...bounds), naming(tenant));
    }
  });
  return readers;
}

function naming(tenant: string | undefined): Attributes {
  return tenant === undefined ? {} : { [CACHE_ATTRIBUTES.cacheTenant.key]: tenant };
}
