import { type CacheTelemetryOptions, defaultLedgerSettings } from "../../options/index.js";
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

/** Has the cache watched by its ledger and by telemetry, as far as they are wanted. @returns the ledger, which can be read in any case. */
export function keepAccount(parts: AnswerContext, source: CacheTelemetrySource | undefined): Ledger {
  const { settings, observers, lifecycle } = parts;
  const prices = settings.ledger === false ? undefined : settings.ledger;
  const ledger = new Ledger({
    ...parts,
    settings: prices ?? defaultLedgerSettings(),
    categories: Object.keys(settings.categories),
    onFailure: (error) => parts.failures.report("ledger", error),
  });
  if (prices !== undefined) {
    observers.push(ledger);
    lifecycle.add(
      () => {},
      () => ledger.close(),
    );
  }
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
