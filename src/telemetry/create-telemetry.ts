import { createNoopMeter, type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import { createHistogram } from "./instruments.js";
import { OperationRecorder } from "./operation-recorder.js";
import { PoolRecorder } from "./pool-recorder.js";
import { PrecisionRecorder } from "./precision-recorder.js";
import { ATTRIBUTES, METRICS, SCOPE } from "./telemetry-table.js";

export interface TelemetryOptions {
  /** Wished value of `db.client.connection.pool.name`; a number is added when another live pool has it. */
  readonly poolName: string;
  readonly serverAddress: string;
  readonly serverPort: number;
  /** Database index. */
  readonly database: number;
  /** Default: the registered one. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the one registered at this moment; the API has no way to switch to one that is registered later. */
  readonly meterProvider?: MeterProvider | undefined;
  /** Puts the collection's name on spans. Default false. */
  readonly captureKeys?: boolean;
}

/** The telemetry of one client. */
export interface Telemetry {
  readonly operations: OperationRecorder;
  /** Undefined: nobody collects metrics. */
  readonly pool: PoolRecorder | undefined;
  /** Undefined: nobody collects metrics. */
  readonly precision: PrecisionRecorder | undefined;
  /** Lets go of the pool and its name. What was recorded stays with the SDK. May be called again. */
  readonly close: () => void;
}

/** Sets up spans and metrics for one client. Without an SDK nothing is recorded. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { tracerProvider = trace.getTracerProvider(), meterProvider = metrics.getMeterProvider() } = options;
  const tracer = tracerProvider.getTracer(SCOPE.name, SCOPE.version);
  const meter = meterProvider.getMeter(SCOPE.name, SCOPE.version);
  // The no-op meter is one object for all: then not even the clock need be read.
  const isCollected = meter !== createNoopMeter();
  const pool = isCollected ? new PoolRecorder(meter, options.poolName) : undefined;
  const precision = isCollected ? new PrecisionRecorder(meter) : undefined;
  const operations = new OperationRecorder(
    tracer,
    isCollected ? createHistogram(meter, METRICS.operationDuration) : undefined,
    {
      [ATTRIBUTES.system.key]: "redis",
      [ATTRIBUTES.namespace.key]: String(options.database),
      [ATTRIBUTES.address.key]: options.serverAddress,
      [ATTRIBUTES.port.key]: options.serverPort,
    },
    options.captureKeys ?? false,
  );
  return { operations, pool, precision, close: () => pool?.close() };
}
