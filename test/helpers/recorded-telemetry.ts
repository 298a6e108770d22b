import { MeterProvider, type MetricData, MetricReader } from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";

/** An SDK that keeps everything in memory. Nothing is registered: give the providers to what is tested. */
export interface RecordedTelemetry {
  readonly tracerProvider: BasicTracerProvider;
  readonly meterProvider: MeterProvider;
  /** Spans that have ended, oldest first. */
  spans(): ReadableSpan[];
  /** Reads every metric now; those without a data point are left out. */
  metrics(): Promise<MetricData[]>;
}

export function recordTelemetry(options: { sampler?: Sampler } = {}): RecordedTelemetry {
  const exporter = new InMemorySpanExporter();
  const reader = new PulledReader();
  return {
    tracerProvider: new BasicTracerProvider({
      ...options,
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    }),
    meterProvider: new MeterProvider({ readers: [reader] }),
    spans: () => exporter.getFinishedSpans(),
    metrics: async () => {
      const { resourceMetrics, errors } = await reader.collect();
      if (errors.length > 0) throw new AggregateError(errors, "reading the metrics failed");
      return resourceMetrics.scopeMetrics
        .flatMap(({ metrics }) => metrics)
        .filter(({ dataPoints }) => dataPoints.length > 0);
    },
  };
}

class PulledReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}
