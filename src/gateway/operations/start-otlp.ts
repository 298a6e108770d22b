import type { IMetricReader } from "@opentelemetry/sdk-metrics";
import { missingPackage } from "../../errors/index.js";
import { onSdkFailure, registeredMeterProvider, unregisterSdk } from "../../telemetry/index.js";
import type { GatewayLog } from "../http/index.js";
import type { OtlpSignals } from "./otlp-signals.js";

const PACKAGES = [
  "@opentelemetry/sdk-node",
  "@opentelemetry/sdk-metrics",
  "@opentelemetry/exporter-metrics-otlp-proto",
];
const SERVICE_NAME = "octavec-gateway";
const INTERVAL_MS = 60_000;
/** A receiver that does not answer must not hold up the end of the process. */
const SHUTDOWN_TIMEOUT_MS = 5_000;
const MAX_MESSAGE_LENGTH = 300;

type Environment = Readonly<Record<string, string | undefined>>;

export interface OtlpParts {
  readonly signals: OtlpSignals;
  /** The process's own: OpenTelemetry's packages read it as well. */
  readonly environment: Environment;
  /** Further readers of the metrics. */
  readonly readers: readonly IMetricReader[];
  readonly log: GatewayLog;
}

/**
 * Registers OpenTelemetry's SDK, which follows the variables `OTEL_…`.
 *
 * @throws OctavecError `MISSING_DEPENDENCY` if the packages are not installed.
 */
export async function startOtlp({ signals, environment, readers, log }: OtlpParts) {
  const { NodeSDK, PeriodicExportingMetricReader, OTLPMetricExporter } = await loadPackages();
  const pushed = signals.metrics
    ? [
        new PeriodicExportingMetricReader({
          exporter: new OTLPMetricExporter(),
          ...intervalOf(environment),
        }),
      ]
    : [];
  const sdk = new NodeSDK({
    ...serviceNameOf(environment),
    metricReaders: [...readers, ...pushed],
    // The gateway's log goes to standard output.
    logRecordProcessors: [],
    ...(signals.traces ? {} : { spanProcessors: [] }),
  });
  if (environment.OTEL_LOG_LEVEL === undefined) {
    onSdkFailure((message) =>
      log({ event: "opentelemetry", message: String(message).slice(0, MAX_MESSAGE_LENGTH) }),
    );
  }
  sdk.start();
  return {
    meterProvider: registeredMeterProvider(),
    /** Sends what was not sent yet. */
    async close(): Promise<void> {
      await within(SHUTDOWN_TIMEOUT_MS, sdk.shutdown()).catch(() =>
        log({ event: "opentelemetry-not-flushed" }),
      );
      unregisterSdk();
    },
  };
}

/** The SDK reads both variables, and puts `serviceName` before them. */
function serviceNameOf({ OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES }: Environment) {
  const isNamed =
    Boolean(OTEL_SERVICE_NAME) || /(^|,)\s*service\.name\s*=/.test(OTEL_RESOURCE_ATTRIBUTES ?? "");
  return isNamed ? {} : { serviceName: SERVICE_NAME };
}

/** The reader has no default of its own that follows the variables. */
function intervalOf({ OTEL_METRIC_EXPORT_INTERVAL, OTEL_METRIC_EXPORT_TIMEOUT }: Environment) {
  const exportIntervalMillis = countIn(OTEL_METRIC_EXPORT_INTERVAL) ?? INTERVAL_MS;
  const exportTimeoutMillis = Math.min(countIn(OTEL_METRIC_EXPORT_TIMEOUT) ?? 30_000, exportIntervalMillis);
  return { exportIntervalMillis, exportTimeoutMillis };
}

/** Undefined for what is no number above 0, as the standard says. */
function countIn(text: string | undefined): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("took too long")), timeoutMs);
  });
  await Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

async function loadPackages() {
  try {
    const { NodeSDK } = await import("@opentelemetry/sdk-node");
    const { PeriodicExportingMetricReader } = await import("@opentelemetry/sdk-metrics");
    const { OTLPMetricExporter } = await import("@opentelemetry/exporter-metrics-otlp-proto");
    return { NodeSDK, PeriodicExportingMetricReader, OTLPMetricExporter };
  } catch (cause) {
    throw missingPackage(
      "The export by OTLP, which the variables OTEL_EXPORTER_OTLP_… ask for,",
      PACKAGES,
      cause,
    );
  }
}
