import type { AttributeRow, MetricRow, SpanRow } from "./rows.js";
import { FAST_BUCKETS_SECONDS } from "./rows.js";

/**
 * All spans, metrics and attributes of clients. catalogue.ts has those of all rooms. Names follow version 1.45 of the OpenTelemetry
 * semantic conventions (https://opentelemetry.io/docs/specs/semconv/db/redis/,
 * https://opentelemetry.io/docs/specs/semconv/db/database-metrics/).
 */

/** Version of the package, and of the instrumentation scope. */
const VERSION = "0.1.0";

export const SCOPE = { name: "octavec", version: VERSION } as const;

export const ATTRIBUTES = {
  system: { key: "db.system.name", type: "string", meaning: "`redis`" },
  namespace: { key: "db.namespace", type: "string", meaning: "index of the database" },
  address: {
    key: "server.address",
    type: "string",
    meaning: "host or path of the Unix socket, as in `url`",
  },
  port: { key: "server.port", type: "int", meaning: "port, as in `url`; absent for a Unix socket" },
  operation: {
    key: "db.operation.name",
    type: "string",
    meaning:
      "the command as it was sent; `PIPELINE VADD` or `MULTI VADD` if all commands are the same, otherwise `PIPELINE` or `MULTI`; a transaction within a pipeline counts as `MULTI`; `_OTHER` if it cannot be the name of a command",
  },
  batchSize: {
    key: "db.operation.batch.size",
    type: "int",
    meaning: "number of commands in a pipeline or transaction, if there are at least 2",
  },
  collection: {
    key: "db.collection.name",
    type: "string",
    meaning:
      "`namespace:collection` of a vector set command, or the key if this library did not name it; only with `captureKeys: true`",
  },
  errorType: {
    key: "error.type",
    type: "string",
    meaning:
      "only on failure: the error code; `ABORTED` if the caller aborted; for a pipeline the code of the first failed step; `_OTHER` for an error of other code; of requests and calls of a gateway: the status from 500 on (for an upstream from 400 on), `disconnected` if the client went away, `aborted` if nobody waited for the upstream any more, `unreachable` for an upstream without a reply",
  },
  statusCode: {
    key: "db.response.status_code",
    type: "string",
    meaning: "first word of the server's error reply, such as `WRONGTYPE`; absent for other failures",
  },
  batchFailures: {
    key: "octavec.operation.batch.failures",
    type: "int",
    meaning: "number of failed steps of a pipeline, if there are any; the other steps took effect",
  },
  poolName: {
    key: "db.client.connection.pool.name",
    type: "string",
    meaning:
      "`host:port/database`, or `path/database` for a Unix socket; further clients of the same database in this process have `#2`, `#3` … appended",
  },
  breakerState: {
    key: "octavec.breaker.state",
    type: "string",
    meaning: "`closed`, `open`, `half-open` (one probe is sent) or `isolated` (by `client.isolate()`)",
  },
  breakerFormerState: {
    key: "octavec.breaker.former_state",
    type: "string",
    meaning: "the state before the transition",
  },
  connectionState: {
    key: "db.client.connection.state",
    type: "string",
    meaning: "`used` if commands are running, otherwise `idle`",
  },
  backgroundJob: {
    key: "octavec.background.job",
    type: "string",
    meaning:
      "the job that failed: `sweep-records` of a collection, `server-figures`, of a cache `sweep`, `touch`, `ledger`, `coherence`, `store`, `refresh`, `lease`, `repair`, `close`, or a job of a decision policy",
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
      "`hit`; `miss`; `shared` (another call was embedding the same text); `bypass` (too long to be cached); `error` (Redis did not answer in time, so the embedder was called)",
  },
} as const satisfies Record<string, AttributeRow>;

type AttributeName = keyof typeof ATTRIBUTES;

const CALL = ["system", "namespace", "address", "operation"] as const;

export const SPANS = {
  operation: {
    name: "{db.operation.name}",
    kind: "CLIENT",
    meaning:
      "one command, pipeline or transaction, including the wait for a connection; child of the caller's active span; status `ERROR` without a message if it or one of its steps failed",
    attributes: CALL,
    sometimes: ["port", "batchSize", "collection", "errorType", "statusCode", "batchFailures"],
  },
} as const satisfies Record<string, SpanRow<AttributeName>>;

export const METRICS = {
  operationDuration: {
    name: "db.client.operation.duration",
    instrument: "histogram",
    unit: "s",
    meaning: "duration of one command, pipeline or transaction, including the wait for a connection",
    attributes: CALL,
    sometimes: ["port", "errorType", "statusCode"],
  },
  retries: {
    name: "octavec.client.retries",
    instrument: "counter",
    unit: "{retry}",
    meaning: "retries of commands and pipelines, by the error before the retry",
    attributes: ["errorType"],
  },
  retryBudgetExhausted: {
    name: "octavec.client.retry_budget.exhausted",
    instrument: "counter",
    unit: "{call}",
    meaning: "calls that were not retried because too many others were",
    attributes: [],
  },
  backgroundFailures: {
    name: "octavec.background.failures",
    instrument: "counter",
    unit: "{failure}",
    meaning: "failures of background work, which no caller waits for, of all caches of the client",
    attributes: ["backgroundJob", "errorType"],
  },
  breakerState: {
    name: "octavec.client.breaker.state",
    instrument: "up-down counter",
    unit: "{server}",
    meaning: "1 for the current state of the server's circuit breaker, 0 for the other states",
    attributes: ["address", "breakerState"],
    sometimes: ["port"],
  },
  breakerTransitions: {
    name: "octavec.client.breaker.transitions",
    instrument: "counter",
    unit: "{transition}",
    meaning: "state changes of the server's circuit breaker",
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
    meaning: "least number of connections that stay open without work: `minConnections`",
    attributes: ["poolName"],
  },
  connectionIdleMax: {
    name: "db.client.connection.idle.max",
    instrument: "up-down counter",
    unit: "{connection}",
    meaning: "largest number of idle connections (`idleTimeoutMs` closes them): `maxConnections`",
    attributes: ["poolName"],
  },
  connectionMax: {
    name: "db.client.connection.max",
    instrument: "up-down counter",
    unit: "{connection}",
    meaning: "largest number of open connections: `maxConnections`",
    attributes: ["poolName"],
  },
  connectionLimit: {
    name: "db.client.connection.limit",
    instrument: "up-down counter",
    unit: "{connection}",
    meaning: "`db.client.connection.max` under its newer name",
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
    meaning: "waits for a connection that exceeded `acquireTimeoutMs`",
    attributes: ["poolName"],
  },
  connectionCreateTime: {
    name: "db.client.connection.create_time",
    instrument: "histogram",
    unit: "s",
    meaning: "time to open a connection, including the handshake",
    attributes: ["poolName"],
  },
  connectionWaitTime: {
    name: "db.client.connection.wait_time",
    instrument: "histogram",
    unit: "s",
    meaning: "time until a caller gets a connection; almost 0 if one is available",
    attributes: ["poolName"],
    buckets: FAST_BUCKETS_SECONDS,
  },
  connectionUseTime: {
    name: "db.client.connection.use_time",
    instrument: "histogram",
    unit: "s",
    meaning:
      "time from getting a connection to the last reply, or to the caller's giving up; connections are shared, so uses overlap",
    attributes: ["poolName"],
  },
  precisionFallbacks: {
    name: "octavec.precision.fallbacks",
    instrument: "counter",
    unit: "{fallback}",
    meaning:
      "vectors stored as float32 instead of int8, collections that store float32 from now on, queries that needed more than their first candidates",
    attributes: ["fallbackKind"],
  },
  precisionRescored: {
    name: "octavec.precision.rescored",
    instrument: "counter",
    unit: "{query}",
    meaning: "queries whose candidates were compared by stored codes",
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
    meaning: "windows of 1,000 written vectors that differ from the vectors of the calibration",
    attributes: ["driftLevel"],
  },
  embeddingRequests: {
    name: "octavec.embedding_cache.requests",
    instrument: "counter",
    unit: "{request}",
    meaning: "texts that the embedding cache was asked for; a text that occurs twice in one call counts once",
    attributes: ["embeddingResult"],
  },
} as const satisfies Record<string, MetricRow<AttributeName>>;
