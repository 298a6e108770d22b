import { missingPackage } from "../../errors/index.js";
import type { MeterProvider } from "../../telemetry/index.js";

/** Where metrics go, and what Prometheus reads. */
export interface GatewayMetrics {
  readonly meterProvider: MeterProvider;
  /** The metrics of the process in Prometheus' text format. */
  read(): Promise<string>;
  close(): Promise<void>;
}

const PACKAGES = ["@opentelemetry/sdk-metrics", "@opentelemetry/exporter-prometheus"];

/** @throws OctavecError `MISSING_DEPENDENCY` if the packages are not installed. */
export async function openMetrics(): Promise<GatewayMetrics> {
  const { MeterProvider, PrometheusExporter, PrometheusSerializer } = await loadPackages();
  // It only collects: the gateway has a server of its own.
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer();
  const meterProvider = new MeterProvider({ readers: [exporter] });
  return {
    meterProvider,
    async read() {
      const { resourceMetrics } = await exporter.collect();
      return serializer.serialize(resourceMetrics);
    },
    close: () => meterProvider.shutdown(),
  };
}

async function loadPackages() {
  try {
    const { MeterProvider } = await import("@opentelemetry/sdk-metrics");
    return { MeterProvider, ...(await import("@opentelemetry/exporter-prometheus")) };
  } catch (cause) {
    throw missingPackage("The path /metrics", PACKAGES, cause);
  }
}
