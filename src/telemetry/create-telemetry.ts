import { type Meter, type MeterProvider, type TracerProvider, trace } from "@opentelemetry/api";
import { createCounter, createHistogram } from "./instruments.js";
import { meterOf } from "./meter-of.js";
import { OperationRecorder } from "./operation-recorder.js";
import { PoolRecorder } from "./pool-recorder.js";
import { PrecisionRecorder } from "./precision-recorder.js";
import { BreakerRecorder, createRetryRecorder, type RetryObserver } from "./resilience-recorder.js";
import { observeServers, type ServerSamples } from "./server-recorder.js";
import { ATTRIBUTES, METRICS } from "./telemetry-table.js";
import { tracerSource } from "./tracer-source.js";

export interface TelemetryOptions {
  /** Host, or path of a Unix socket. */
  readonly serverAddress: string;
  /** Absent for a Unix socket. */
  readonly serverPort?: number;
  /** Index of the database. */
  readonly database: number;
  /** Default: the registered provider. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the provider that is registered now. The API cannot switch to one that is registered later. */
  readonly meterProvider?: MeterProvider | undefined;
  /** Whether spans contain the name of the collection. Default false. */
  readonly captureKeys?: boolean;
}

/** The telemetry of one client. All members but `operations` are undefined if no SDK collects metrics. */
export interface Telemetry {
  readonly operations: OperationRecorder;
  /**
   * A recorder for one pool. The caller closes it together with the pool.
   *
   * @param preferredName - `db.client.connection.pool.name`. A number is appended if another open pool has this name.
   */
  poolFor(preferredName: string): PoolRecorder | undefined;
  readonly retries: RetryObserver | undefined;
  /** A recorder for the circuit breaker of one server. The caller closes it together with the breaker. */
  breakerFor(address: string, port?: number): BreakerRecorder | undefined;
  /** To be called for each failure in the background. */
  readonly backgroundFailed: ((failure: { job: string; code: string }) => void) | undefined;
  readonly precision: PrecisionRecorder | undefined;
  /**
   * Observes the figures of servers and collections at every collection of metrics. `read` gives them; it must not reject.
   * Returns a function that ends this.
   */
  readonly observeServers: ((read: () => Promise<ServerSamples>) => () => void) | undefined;
}

/** Sets up spans and metrics for one client. Without an SDK nothing is recorded. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { tracerProvider = trace.getTracerProvider(), meterProvider } = options;
  const meter = meterOf(meterProvider);
  const operations = new OperationRecorder(
    tracerSource(tracerProvider),
    meter && createHistogram(meter, METRICS.operationDuration),
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
    backgroundFailed: meter && backgroundCounter(meter),
    precision: meter && new PrecisionRecorder(meter),
    observeServers: meter && ((read) => observeServers(meter, read)),
    poolFor: (preferredName) => meter && new PoolRecorder(meter, preferredName),
    retries: meter && createRetryRecorder(meter),
    breakerFor: (address, port) => meter && new BreakerRecorder(meter, address, port),
  };
}

function backgroundCounter(meter: Meter) {
  const failures = createCounter(meter, METRICS.backgroundFailures);
  return ({ job, code }: { job: string; code: string }) =>
    failures.add(1, { [ATTRIBUTES.backgroundJob.key]: job, [ATTRIBUTES.errorType.key]: code });
}
