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

/** The quality of one tenant's cache. */
export interface QualityRecorder {
  /** What decides from now on. */
  changed(mode: string): void;
  /** A drift was noticed; `input`: what had moved. */
  drifted(input: string): void;
  /** Begins to ask for the bound whenever metrics are collected; undefined where it is not known. */
  watch(upperBound: () => number | undefined): void;
  close(): void;
}

type Read = () => number | undefined;

/** Whom to ask, by tenant where it is named: caches of one name have one series, which shows the highest. */
const watched = new WeakMap<Meter, Map<string | undefined, Set<Read>>>();

/**
 * Undefined: nobody collects metrics.
 *
 * @param tenant - Undefined: not to be named.
 * @param meterProvider - Default: the one registered at this moment.
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
