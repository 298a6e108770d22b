import type { CacheTelemetryOptions } from "../../options/index.js";
import { createCacheRecorder } from "../../telemetry/index.js";
import type { AnswerContext } from "../answer/index.js";
import { Ledger } from "./ledger.js";
import { TelemetryObserver } from "./telemetry-observer.js";

/** What a client was told of telemetry; a cache does the same unless told otherwise. */
export interface CacheTelemetrySource {
  readonly enabled: boolean;
  readonly tracerProvider?: CacheTelemetryOptions["tracerProvider"];
  readonly meterProvider?: CacheTelemetryOptions["meterProvider"];
}

/** Lets the ledger and, where it is enabled, telemetry observe the cache. @returns the ledger. */
export function keepAccount(parts: AnswerContext, source: CacheTelemetrySource | undefined): Ledger {
  const { settings, observers, lifecycle } = parts;
  const prices = settings.telemetry;
  const ledger = new Ledger({
    ...parts,
    prices,
    flushMs: parts.timings.ledgerFlushMs,
    categories: Object.keys(settings.categories),
    onFailure: (error) => parts.failures.report("ledger", error),
  });
  observers.push(ledger);
  lifecycle.add(
    () => {},
    () => ledger.close(),
  );
  const { enabled = source?.enabled ?? true, tenantLabels, ...own } = settings.telemetry;
  if (!enabled) return ledger;
  const tenant = tenantLabels.includes(settings.tenant) ? settings.tenant : undefined;
  const meterProvider = own.meterProvider ?? source?.meterProvider;
  const recorder = createCacheRecorder({
    tracerProvider: own.tracerProvider ?? source?.tracerProvider,
    meterProvider,
    tenant,
  });
  observers.push(new TelemetryObserver(recorder, prices));
  lifecycle.add(
    () => {
      recorder.watch(() => ledger.sizes);
      parts.learning.record(tenant, meterProvider);
    },
    () => recorder.close(),
  );
  return ledger;
}
