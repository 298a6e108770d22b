import { createNoopMeter, type Meter, type MeterProvider, metrics } from "@opentelemetry/api";
import { CACHE_ATTRIBUTES, CACHE_METRICS } from "./cache-table.js";
import { createCounter, createObservableGauge } from "./instruments.js";
import { SCOPE } from "./telemetry-table.js";

/** The quality of one tenant's cache. */
export interface QualityRecorder {
  /** What decides from now on. */
  changed(mode: string): void;
  /** Begins to ask for the bound whenever metrics are collected; undefined where it is not known. */
  watch(upperBound: () => number | undefined): void;
  close(): void;
}

type Read = () => number | undefined;

/** Whom to ask, by cache: tenants of one cache have one series, which shows the highest. */
const watched = new WeakMap<Meter, Map<string, Set<Read>>>();

/**
 * Undefined: nobody collects metrics.
 *
 * @param cacheName - `namespace:name`.
 * @param meterProvider - Default: the one registered at this moment.
 */
export function createQualityRecorder(
  cacheName: string,
  meterProvider: MeterProvider = metrics.getMeterProvider(),
): QualityRecorder | undefined {
  const meter = meterProvider.getMeter(SCOPE.name, SCOPE.version);
  if (meter === createNoopMeter()) return undefined;
  const changes = createCounter(meter, CACHE_METRICS.cacheDecisionModeChanges);
  let own: Read | undefined;
  return {
    changed: (mode) =>
      changes.add(1, {
        [CACHE_ATTRIBUTES.cacheName.key]: cacheName,
        [CACHE_ATTRIBUTES.decisionMode.key]: mode,
      }),
    watch(upperBound) {
      own = upperBound;
      const readers = readersOf(meter);
      const ofCache = readers.get(cacheName) ?? new Set();
      readers.set(cacheName, ofCache.add(upperBound));
    },
    close() {
      const readers = readersOf(meter);
      const ofCache = readers.get(cacheName);
      if (own !== undefined) ofCache?.delete(own);
      if (ofCache?.size === 0) readers.delete(cacheName);
    },
  };
}

function readersOf(meter: Meter): Map<string, Set<Read>> {
  const known = watched.get(meter);
  if (known !== undefined) return known;
  const readers = new Map<string, Set<Read>>();
  watched.set(meter, readers);
  createObservableGauge(meter, CACHE_METRICS.cacheErrorUpperBound).addCallback((result) => {
    for (const [cacheName, ofCache] of readers) {
      const bounds = [...ofCache].flatMap((read) => read() ?? []);
      if (bounds.length > 0)
        result.observe(Math.max(...bounds), { [CACHE_ATTRIBUTES.cacheName.key]: cacheName });
    }
  });
  return readers;
}
