import { isOctavecError } from "../../errors/index.js";
import { isTracingRegistered, type MeterProvider } from "../../telemetry/index.js";
import type { GatewayLog } from "../http/index.js";
import { openPrometheus } from "./open-prometheus.js";
import { otlpSignals } from "./otlp-signals.js";
import { startOtlp } from "./start-otlp.js";

/** Where the metrics of a gateway go. Spans go to the SDK that is registered in the process. */
export interface GatewayTelemetry {
  /** Undefined: the one that is registered in the process. */
  readonly meterProvider: MeterProvider | undefined;
  /** The metrics of the process in Prometheus' text format. Undefined without the packages for it. */
  readonly read: (() => Promise<string>) | undefined;
  close(): Promise<void>;
}

/**
 * Opens what the packages at hand and the variables `OTEL_…` allow. Telemetry is not worth refusing to start: what is missing is
 * logged.
 */
export async function openTelemetry(
  environment: Readonly<Record<string, string | undefined>>,
  log: GatewayLog,
): Promise<GatewayTelemetry> {
  const prometheus = await ifInstalled(openPrometheus, "no-metrics", log);
  const readers = prometheus === undefined ? [] : [prometheus.reader];
  const signals = otlpSignals(environment);
  // A program that has registered an SDK of its own decides where its telemetry goes.
  const isWanted = (signals.traces || signals.metrics) && !isTracingRegistered();
  const otlp = isWanted
    ? await ifInstalled(() => startOtlp({ signals, environment, readers, log }), "no-otlp", log)
    : undefined;
  const provider = otlp ?? prometheus?.provide();
  return {
    meterProvider: provider?.meterProvider,
    read: prometheus?.read,
    close: async () => provider?.close(),
  };
}

async function ifInstalled<T>(
  open: () => Promise<T>,
  event: string,
  log: GatewayLog,
): Promise<T | undefined> {
  try {
    return await open();
  } catch (error) {
    if (!isOctavecError(error, "MISSING_DEPENDENCY")) throw error;
    log({ event, advice: error.message });
    return undefined;
  }
}
