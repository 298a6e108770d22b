import {
  createNoopMeter,
  type Meter,
  type MeterProvider,
  metrics,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { createCounter, createHistogram } from "./instruments.js";
import { OperationRecorder } from "./operation-recorder.js";
import { PoolRecorder } from "./pool-recorder.js";
import { PrecisionRecorder } from "./precision-recorder.js";
import { BreakerRecorder, createRetryRecorder, type RetryObserver } from "./resilience-recorder.js";
import { ATTRIBUTES, METRICS, SCOPE } from "./telemetry-table.js";

export interface TelemetryOptions {
  /** Host, or path of a Unix socket. */
  readonly serverAddress: string;
  /** Default: none, as it is with a Unix socket. */
  readonly serverPort?: number;
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
  /**
   * A recorder for one pool, which whoever opens the pool also closes. Undefined: nobody collects metrics.
   *
   * @param wishedName - `db.client.connection.pool.name`; a number is added when another live pool has it.
   */
  poolFor(wishedName: string): PoolRecorder | undefined;
  /** Told of repeated calls. Undefined: nobody collects metrics. */
  readonly retries: RetryObserver | undefined;
  /** A recorder for one server's circuit breaker, which whoever makes the breaker also closes. Undefined: nobody collects metrics. */
  breakerFor(address: string, port?: number): BreakerRecorder | undefined;
  /** Told of each failure in the background. Undefined: nobody collects metrics. */
  readonly backgroundFailed: ((failure: { job: string; code: string }) => void) | undefined;
  /** Undefined: nobody collects metrics. */
  readonly precision: PrecisionRecorder | undefined;
}

/** Sets up spans and metrics for one client. Without an SDK nothing is recorded. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { tracerProvider = trace.getTracerProvider(), meterProvider = metrics.getMeterProvider() } = options;
  const tracer = tracerProvider.getTracer(SCOPE.name, SCOPE.version);
  const meter = meterProvider.getMeter(SCOPE.name, SCOPE.version);
  // The no-op meter is one object for all: then not even the clock need be read.
  const isCollected = meter !== createNoopMeter();
  const operations = new OperationRecorder(
    tracer,
    isCollected ? createHistogram(meter, METRICS.operationDuration) : undefined,
    {
      [ATTRIBUTES.system.key]: "redis",
      [ATTRIBUTES.namespace.key]: String(options.database),
      [ATTRIBUTES.address.key]: options.serverAddress,
      ...(options.serverPort === undefined ? {} : { [ATTRIBUTES.port.key]: options.serverPort }),
    },
    options.captureKeys ?? false,
  );
  return {
    operations,
    backgroundFailed: isCollected ? backgroundCounter(meter) : undefined,
    precision: isCollected ? new PrecisionRecorder(meter) : undefined,
    poolFor: (wishedName) => (isCollected ? new PoolRecorder(meter, wishedName) : undefined),
    retries: isCollected ? createRetryRecorder(meter) : undefined,
    breakerFor: (address, port) => (isCollected ? new BreakerRecorder(meter, address, port) : undefined),
  };
}

function backgroundCounter(meter: Meter) {
  const failures = createCounter(meter, METRICS.backgroundFailures);
  return ({ job, code }: { job: string; code: string }) =>
    failures.add(1, { [ATTRIBUTES.backgroundJob.key]: job, [ATTRIBUTES.errorType.key]: code });
}
