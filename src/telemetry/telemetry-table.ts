/**
 * Every span, metric, unit and attribute that a client emits; those of caches are in cache-table.ts. The recorders take their names from here and the
 * guide src/telemetry/README.md shows these rows; tests hold both to it. Names follow the OpenTelemetry semantic conventions, as of 1.45
 * (https://opentelemetry.io/docs/specs/semconv/db/redis/, https://opentelemetry.io/docs/specs/semconv/db/database-metrics/).
 */

/** Version of the package: the version of the instrumentation scope. */
const VERSION = "0.1.0";

export const SCOPE = { name: "octavec", version: VERSION } as const;

export interface AttributeRow {
  readonly key: string;
  readonly type: "string" | "int" | "double";
  readonly meaning: string;
}

export const ATTRIBUTES = {
  system: { key: "db.system.name", type: "string", meaning: "`redis`" },
  namespace: { key: "db.namespace", type: "string", meaning: "the database index that was connected to" },
  address: {
    key: "server.address",
    type: "string",
    meaning: "host, or path of the Unix socket, as in `url`",
  },
  port: { key: "server.port", type: "int", meaning: "port, as in `url`; none with a Unix socket" },
  operation: {
    key: "db.operation.name",
    type: "string",
    meaning:
      "the command as it was sent; `PIPELINE VADD` or `MULTI VADD` when all commands are the same, else `PIPELINE` or `MULTI`; a transaction within a pipeline counts as `MULTI`; `_OTHER` for what cannot be the name of a command",
  },
  batchSize: {
    key: "db.operation.batch.size",
    type: "int",
    meaning: "commands in a pipeline or transaction; only from 2 on",
  },
  collection: {
    key: "db.collection.name",
    type: "string",
    meaning:
      "`namespace:collection` of a V command, or the key of a foreign vector set; only with `captureKeys: true`",
  },
  errorType: {
    key: "error.type",
    type: "string",
    meaning:
      "only on failure: the error code; `ABORTED` when the caller's signal ended the wait; of a pipeline, the code of the first step that failed; `_OTHER` for what is no error of this library",
  },
  statusCode: {
    key: "db.response.status_code",
    type: "string",
    meaning: "only when the server refused: the first word of its error, such as `WRONGTYPE`",
  },
  batchFailures: {
    key: "octavec.operation.batch.failures",
    type: "int",
    meaning: "only when steps of a pipeline failed: how many; the others took effect",
  },
  poolName: {
    key: "db.client.connection.pool.name",
    type: "string",
    meaning:
      "`host:port/database` (with a Unix socket, its path in place of host and port); further clients of the same database in this process get `#2`, `#3` …",
  },
  breakerState: {
    key: "octavec.breaker.state",
    type: "string",
    meaning: "`closed`, `open`, `half-open` (one probe asks the server) or `isolated` (by hand)",
  },
  breakerFormerState: {
    key: "octavec.breaker.former_state",
    type: "string",
    meaning: "the state before the transition",
  },
  connectionState: {
    key: "db.client.connection.state",
    type: "string",
    meaning: "`used`: commands are under way; `idle`: none",
  },
  backgroundJob: {
    key: "octavec.background.job",
    type: "string",
    meaning:
      "what failed: `sweep`, `touch`, `ledger`, `coherence`, `store`, `refresh`, `lease`, `repair`, `close`, or a job of a decision policy",
  },
  fallbackKind: {
    key: "octavec.precision.fallback.kind",
    type: "string",
    meaning: "`vector`, `collection` or `query`",
  },
  driftLevel: {
    key: "octavec.precision.drift.level",
    type: "string",
    meaning: "`warn` or `recalibrate`",
  },
  embeddingResult: {
    key: "octavec.embedding_cache.result",
    type: "string",
    meaning:
      "`hit`; `miss`; `shared`: the same text was being embedded at that moment; `bypass`: too long to be kept; `error`: Redis did not answer in time, so the embedder was asked",
  },
} as const satisfies Record<string, AttributeRow>;

type AttributeName = keyof typeof ATTRIBUTES;

export interface SpanRow<Name extends string = AttributeName> {
  /** The span's name; the part in braces is the value of that attribute. */
  readonly name: string;
  readonly kind: "CLIENT" | "INTERNAL";
  readonly meaning: string;
  readonly attributes: readonly Name[];
  /** Further attributes, on some spans: each one's row says when. */
  readonly sometimes: readonly Name[];
}

const CALL = ["system", "namespace", "address", "operation"] as const;

export const SPANS = {
  operation: {
    name: "{db.operation.name}",
    kind: "CLIENT",
    meaning:
      "one command, pipeline or transaction, waiting for a connection included; child of the caller's active span; status `ERROR` without a message when it or one of its steps failed",
    attributes: CALL,
    sometimes: ["port", "batchSize", "collection", "errorType", "statusCode", "batchFailures"],
  },
} as const satisfies Record<string, SpanRow>;

export interface MetricRow<Name extends string = AttributeName> {
  readonly name: string;
  /** Up-down counters and gauges are asynchronous: read when the metrics are collected. */
  readonly instrument: "histogram" | "counter" | "up-down counter" | "gauge";
  readonly unit: string;
  readonly meaning: string;
  readonly attributes: readonly Name[];
  /** Further attributes, on some data points: each one's row says when. */
  readonly sometimes?: readonly Name[];
  /** Upper bounds of a histogram's buckets. Default: those of durations. */
  readonly buckets?: readonly number[];
}

/** Upper bounds of the histogram buckets in seconds, as the convention asks for; the last bucket is open. */
export const DURATION_BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const;

export const METRICS = {
  operationDuration: {
    name: "db.client.operation.duration",
    instrument: "histogram",
    unit: "s",
    meaning: "duration of one command, pipeline or transaction, waiting for a connection included",
    attributes: CALL,
    sometimes: ["port", "errorType", "statusCode"],
  },
  retries: {
    name: "octavec.client.retries",
    instrument: "counter",
    unit: "{retry}",
    meaning: "commands and pipelines that were sent again, by the failure before",
    attributes: ["errorType"],
  },
  retryBudgetExhausted: {
    name: "octavec.client.retry_budget.exhausted",
    instrument: "counter",
    unit: "{call}",
    meaning: "calls that failed for good because too many others were being repeated",
    attributes: [],
  },
  backgroundFailures: {
    name: "octavec.background.failures",
    instrument: "counter",
    unit: "{failure}",
    meaning: "failures of work that no caller waits for, of all caches on the client",
    attributes: ["backgroundJob", "errorType"],
  },
  breakerState: {
    name: "octavec.client.breaker.state",
    instrument: "up-down counter",
    unit: "{server}",
    meaning: "1 for the state that the server's circuit breaker is in, 0 for the others",
    attributes: ["address", "breakerState"],
    sometimes: ["port"],
  },
  breakerTransitions: {
    name: "octavec.client.breaker.transitions",
    instrument: "counter",
    unit: "{transition}",
    meaning: "changes of a circuit breaker's state",
    attributes: ["address", "breakerFormerState", "breakerState"],
    sometimes: ["port"],
  },
  connectionCount: {
    name: "db.client.connection.count",
    instrument: "up-down counter",
    unit: "{connection}",
    meaning: "open connections, by state",
    attributes: ["poolName", "connectionState"],
  },
  connectionIdleMin: {
    name: "db.client.connection.idle.min",
    instrument: "up-down counter",
    unit: "{connection}",
    meaning: "connections kept open without work: `minConnections`",
    attributes: ["poolName"],
  },
  connectionIdleMax: {
    name: "db.client.connection.idle.max",
    instrument: "up-down counter",
    unit: "{connection}",
    meaning: "most connections open without work (until `idleTimeoutMs` ends them): `maxConnections`",
    attributes: ["poolName"],
  },
  connectionMax: {
    name: "db.client.connection.max",
    instrument: "up-down counter",
    unit: "{connection}",
    meaning: "most connections ever open: `maxConnections`",
    attributes: ["poolName"],
  },
  connectionLimit: {
    name: "db.client.connection.limit",
    instrument: "up-down counter",
    unit: "{connection}",
    meaning: "the same under its newer name",
    attributes: ["poolName"],
  },
  pendingRequests: {
    name: "db.client.connection.pending_requests",
    instrument: "up-down counter",
    unit: "{request}",
    meaning: "callers waiting for a connection",
    attributes: ["poolName"],
  },
  connectionTimeouts: {
    name: "db.client.connection.timeouts",
    instrument: "counter",
    unit: "{timeout}",
    meaning: "waits for a connection that took too long (`acquireTimeoutMs`)",
    attributes: ["poolName"],
  },
  connectionCreateTime: {
    name: "db.client.connection.create_time",
    instrument: "histogram",
    unit: "s",
    meaning: "time to open a connection, handshake included",
    attributes: ["poolName"],
  },
  connectionWaitTime: {
    name: "db.client.connection.wait_time",
    instrument: "histogram",
    unit: "s",
    meaning: "time until a caller had its connection; next to nothing when one was at hand",
    attributes: ["poolName"],
  },
  connectionUseTime: {
    name: "db.client.connection.use_time",
    instrument: "histogram",
    unit: "s",
    meaning:
      "time from having the connection to the last reply, or to giving up; connections are shared, so uses overlap",
    attributes: ["poolName"],
  },
  precisionFallbacks: {
    name: "octavec.precision.fallbacks",
    instrument: "counter",
    unit: "{fallback}",
    meaning:
      "vectors kept as float32 instead of a residual, collections that do so from now on, queries that went beyond their first candidates",
    attributes: ["fallbackKind"],
  },
  precisionRescored: {
    name: "octavec.precision.rescored",
    instrument: "counter",
    unit: "{query}",
    meaning: "queries whose candidates were compared by residual or float32 codes",
    attributes: [],
  },
  precisionUncertified: {
    name: "octavec.precision.uncertified",
    instrument: "counter",
    unit: "{query}",
    meaning: "rescored queries whose hits could not be certified",
    attributes: [],
  },
  precisionDrifts: {
    name: "octavec.precision.drifts",
    instrument: "counter",
    unit: "{window}",
    meaning: "windows of 1,000 written vectors that differ from what the collection was calibrated on",
    attributes: ["driftLevel"],
  },
  embeddingRequests: {
    name: "octavec.embedding_cache.requests",
    instrument: "counter",
    unit: "{request}",
    meaning: "texts that the embedding cache was asked for, each once per call",
    attributes: ["embeddingResult"],
  },
} as const satisfies Record<string, MetricRow>;
