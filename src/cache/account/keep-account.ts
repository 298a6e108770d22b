import type { CacheTelemetryOptions, ResolvedCacheSettings } from "../../options/index.js";
import { type CacheTraces, createCacheRecorder, createCacheTraces } from "../../telemetry/index.js";
import type { MetricsTarget } from "../contract/index.js";
import type { EntryContext } from "../entries/index.js";
import { Ledger } from "./ledger.js";
import { TelemetryObserver } from "./telemetry-observer.js";

/** The client's telemetry settings. A cache uses them unless its own options say otherwise. */
export interface CacheTelemetrySource {
  readonly enabled: boolean;
  readonly tracerProvider?: CacheTelemetryOptions["tracerProvider"];
  readonly meterProvider?: CacheTelemetryOptions["meterProvider"];
}

/** Where metrics of this cache go; undefined where telemetry is off. */
export function metricsTargetOf(
  { telemetry, tenant }: ResolvedCacheSettings,
  source: CacheTelemetrySource | undefined,
): MetricsTarget | undefined {
  const {
    enabled = source?.enabled ?? true,
    tenantLabels,
    meterProvider = source?.meterProvider,
  } = telemetry;
  if (!enabled) return undefined;
  return { tenant: tenantLabels.includes(tenant) ? tenant : undefined, meterProvider };
}

/** The spans of this cache; undefined where telemetry is off. */
export function tracesOf(
  settings: ResolvedCacheSettings,
  source: CacheTelemetrySource | undefined,
): CacheTraces | undefined {
  const target = metricsTargetOf(settings, source);
  return (
    target && createCacheTraces(target.tenant, settings.telemetry.tracerProvider ?? source?.tracerProvider)
  );
}

/** Lets the ledger and, where it is enabled, telemetry observe the cache. @returns the ledger. */
export function keepAccount(context: EntryContext, source: CacheTelemetrySource | undefined): Ledger {
  const { settings, observers, lifecycle } = context;
  const prices = settings.telemetry;
  const ledger = new Ledger({
    ...context,
    prices,
    flushMs: context.timings.ledgerFlushMs,
    categories: Object.keys(settings.categories),
    onFailure: (error) => context.failures.report("ledger", error),
  });
  observers.push(ledger);
  lifecycle.add(
    () => {},
    () => ledger.close(),
  );
  const metrics = metricsTargetOf(settings, source);
  if (metrics === undefined) return ledger;
  const recorder = createCacheRecorder(metrics.tenant, metrics.meterProvider);
  observers.push(new TelemetryObserver(recorder, prices));
  lifecycle.add(
    () => {
      recorder.watch(() => ledger.sizes);
      if (context.memory !== undefined) recorder.watchMemory(context.memory);
    },
    () => recorder.close(),
  );
  return ledger;
}
