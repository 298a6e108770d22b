import { missingPackage } from "../../errors/index.js";

const PACKAGES = ["@opentelemetry/sdk-metrics", "@opentelemetry/exporter-prometheus"];

/** What Prometheus reads. @throws OctavecError `MISSING_DEPENDENCY` if the packages are not installed. */
export async function openPrometheus() {
  const { MeterProvider, PrometheusExporter, PrometheusSerializer } = await loadPackages();
  // It only collects: the gateway has a server of its own.
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer();
  return {
    reader,
    async read(): Promise<string> {
      const { resourceMetrics } = await reader.collect();
      return serializer.serialize(resourceMetrics);
    },
    /** A provider for this reader alone. */
    provide() {
      const meterProvider = new MeterProvider({ readers: [reader] });
      return { meterProvider, close: () => meterProvider.shutdown() };
    },
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
