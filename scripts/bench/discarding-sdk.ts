import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";

const SUCCESS = { code: 0 };

/**
 * The SDK as services run it, with every span sampled: spans in batches, metrics once a second (services: once a minute).
 * What would go over the network is thrown away, as that is the collector's affair.
 */
export function openDiscardingSdk() {
  const spans: SpanExporter = {
    export: (_spans, done) => done(SUCCESS),
    shutdown: async () => {},
  };
  const metrics: PushMetricExporter = {
    export: (_metrics, done) => done(SUCCESS),
    selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(spans)] });
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 1_000 })],
  });
  return {
    tracerProvider,
    meterProvider,
    /** Runs the work within a span, as in a request handler, with Node's context tracking switched on meanwhile. */
    async within<T>(work: () => Promise<T>): Promise<T> {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      try {
        return await tracerProvider.getTracer("bench").startActiveSpan("handler", async (span) => {
          try {
            return await work();
          } finally {
            span.end();
          }
        });
      } finally {
        context.disable();
      }
    },
    async close(): Promise<void> {
      await tracerProvider.shutdown();
      await meterProvider.shutdown();
    },
  };
}
