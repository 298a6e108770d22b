import { z } from "zod";
import type { EventListener, Logger } from "../monitoring/index.js";
import type { MeterProvider, TracerProvider } from "../telemetry/index.js";
import { eventFields } from "./event-fields.js";
import { type BreakerOptions, breakerSchema, type RetryOptions, retrySchema } from "./resilience-options.js";
import { parseServerUrl } from "./server-url.js";
import { telemetryProviderFields } from "./shared-fields.js";
import { type TlsOptions, tlsOptionsSchema } from "./tls-options.js";
import {
  clusterExcludesSentinel,
  clusterHasOneDatabase,
  severalServersNeedHosts,
  type TopologyOptions,
  topologyFields,
} from "./topology-options.js";
import { unknownConnectOptions } from "./unknown-connect-options.js";

/** How to reach Redis 8 (one server, a cluster, or a primary behind Sentinels) and how many connections to keep. */
export interface ConnectOptions extends TopologyOptions {
  /**
   * `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, or the socket of a server on this machine,
   * `unix://[user:password@]/path/to/socket[?db=database]` (also `redis+unix://…`). Default `redis://localhost:6379`.
   */
  url?: string | undefined;
  /**
   * Return at once and connect in the background, for a service that must start while Redis is down. Until there is a
   * connection, calls wait for it up to `acquireTimeoutMs`, and then fail with `CONNECTION_FAILED`. Default false: `connect()`
   * waits for the first connection and rejects when it fails.
   */
  lazy?: boolean | undefined;
  /** ACL user; overrides the one in `url`. Default: that of `url`. */
  username?: string | undefined;
  /** Password; overrides the one in `url`. Never printed, never part of an error. Default: that of `url`. */
  password?: string | undefined;
  /** Gives user and password for every new connection, instead of `password` and `url`. Not together with `password`. */
  credentials?: CredentialsProvider | undefined;
  /** Certificates for `rediss://`; refused with any other URL. Default: trust the authorities that Node knows, send no certificate. */
  tls?: TlsOptions | undefined;
  /** Number of the logical database; overrides the one in `url`. Default: that of `url`, else 0. */
  database?: number | undefined;
  /** Name in `CLIENT LIST`. Printable ASCII without spaces. Default `octavec`. */
  clientName?: string | undefined;
  /** Connections kept open to each server in use, 1 to 1,000. Default 5. */
  minConnections?: number | undefined;
  /** Most connections to one server, 1 to 1,000, at least `minConnections`. Default 50. */
  maxConnections?: number | undefined;
  /** Longest wait for a free connection, in milliseconds. Default 3,000. */
  acquireTimeoutMs?: number | undefined;
  /** Longest time to open one connection, handshake included, in milliseconds. Default 5,000. */
  connectTimeoutMs?: number | undefined;
  /** Longest wait for the reply to a command, or for the next reply of a pipeline, in milliseconds. Default 5,000. */
  commandTimeoutMs?: number | undefined;
  /** How long `close()` waits for running commands, in milliseconds. Default 5,000. */
  closeTimeoutMs?: number | undefined;
  /** Most callers that may wait for a connection at the same time, 1 to 1,000,000. Further callers are refused at once. Default 10,000. */
  maxWaiting?: number | undefined;
  /** Connections above `minConnections` close after this long without work, in milliseconds. Default 30,000. */
  idleTimeoutMs?: number | undefined;
  /** A connection without a reply for this long is checked with a PING, in milliseconds. Default 15,000. */
  idleProbeMs?: number | undefined;
  /**
   * Age at which a connection is replaced, in milliseconds, less a random part of up to 20 %, so that changes of host names and
   * load balancers take effect. Default 1,800,000 (half an hour).
   */
  maxLifetimeMs?: number | undefined;
  /** How failed calls are repeated, if repeating them is safe. */
  retry?: RetryOptions | undefined;
  /** When calls to a failing server are refused at once. Each server has its own circuit breaker. */
  breaker?: BreakerOptions | undefined;
  /** Spans and metrics through the OpenTelemetry API. Without a registered SDK they go nowhere and cost almost nothing. */
  telemetry?: TelemetryConnectOptions | undefined;
  /**
   * Called with every event: a server went away or is back, a circuit breaker changed its state, background work failed, a
   * right is missing. What it throws is dropped, and the process is warned once. Default: nothing is called.
   */
  onEvent?: EventListener | undefined;
  /** Gets one line for every event. A pino logger fits. Default: nothing is logged. */
  logger?: Logger | undefined;
}

/** User and password of one connection. */
export interface Credentials {
  /** ACL user. Default: the option `username`, the user in `url`, or `default`. */
  readonly username?: string | undefined;
  readonly password: string;
}

/**
 * Gives the credentials that are valid now. It is called for every new connection, and its result is not kept, so new
 * connections use a rotated password at once. Existing connections do not change. The time of the call is part of
 * `connectTimeoutMs`, so it should return quickly.
 */
export type CredentialsProvider = () => Credentials | Promise<Credentials>;

/** What a client reports to OpenTelemetry. src/telemetry/README.md lists every name. */
export interface TelemetryConnectOptions {
  /** Whether spans and metrics are made. Default true. */
  enabled?: boolean | undefined;
  /** Where spans go. Default: the registered provider, which may be registered later. */
  tracerProvider?: TracerProvider | undefined;
  /** Where metrics go. Default: the provider that is registered when `connect()` is called. */
  meterProvider?: MeterProvider | undefined;
  /**
   * Whether spans carry the collection's name (`namespace:collection`). They never carry vectors, ids, filters or attributes.
   * Default false.
   */
  captureKeys?: boolean | undefined;
  /** Figures of servers and collections as metrics. Default: none, because each costs the servers some commands. */
  serverFigures?: ServerFiguresOptions | undefined;
}

/**
 * Metrics of the servers themselves: memory, evicted keys, processor, network, replication, slow commands. They are asked for
 * when metrics are collected, and only then.
 */
export interface ServerFiguresOptions {
  /** Least time between two requests for the figures, in milliseconds. Collections within it get the same figures. Default 10,000. */
  intervalMs?: number | undefined;
  /** Collections (`namespace:collection`) whose elements and bytes are read, up to 20. Default: none. */
  collections?: string[] | undefined;
}

const milliseconds = (fallback: number) => z.int().min(1).max(3_600_000).default(fallback);
const connections = (fallback: number) => z.int().min(1).max(1_000).default(fallback);

const telemetrySchema = z.lazy(() =>
  z.strictObject({
    enabled: z.boolean().default(true),
    ...telemetryProviderFields(),
    captureKeys: z.boolean().default(false),
    serverFigures: z
      .strictObject({
        intervalMs: z.int().min(100).max(3_600_000).default(10_000),
        collections: z
          .array(
            z.string().regex(/^[^{}]{1,512}$/, "expected the name of a collection: namespace:collection"),
          )
          .max(20)
          .default([]),
      })
      .optional(),
  }),
);

export const connectOptionsSchema = z.lazy(() =>
  z
    .strictObject(
      {
        url: z
          .string("expected a text, such as redis://HOST:PORT; of a URL object pass its href")
          .superRefine((text, context) => {
            const parsed = parseServerUrl(text);
            if ("problem" in parsed) context.addIssue({ code: "custom", message: parsed.problem });
          })
          .default("redis://localhost:6379"),
        lazy: z.boolean().default(false),
        username: z.string().min(1).optional(),
        password: z.string().min(1).optional(),
        credentials: z
          .custom<CredentialsProvider>((value) => typeof value === "function", "expected a function")
          .optional(),
        tls: tlsOptionsSchema.optional(),
        database: z.int().min(0).max(1_000_000).optional(),
        clientName: z
          .string()
          .regex(/^[!-~]+$/, "expected printable ASCII without spaces")
          .default("octavec"),
        minConnections: connections(5),
        maxConnections: connections(50),
        acquireTimeoutMs: milliseconds(3_000),
        connectTimeoutMs: milliseconds(5_000),
        commandTimeoutMs: milliseconds(5_000),
        closeTimeoutMs: milliseconds(5_000),
        maxWaiting: z.int().min(1).max(1_000_000).default(10_000),
        idleTimeoutMs: milliseconds(30_000),
        idleProbeMs: milliseconds(15_000),
        maxLifetimeMs: z.int().min(1).max(86_400_000).default(1_800_000),
        retry: retrySchema.prefault({}),
        breaker: breakerSchema.prefault({}),
        telemetry: telemetrySchema.prefault({}),
        ...eventFields(),
        ...topologyFields(),
      },
      {
        error: (issue) =>
          issue.code === "unrecognized_keys"
            ? unknownConnectOptions(issue.keys)
            : 'expected an object; pass the server as url: connect({ url: "redis://HOST:PORT" })',
      },
    )
    .refine((options) => options.minConnections <= options.maxConnections, {
      path: ["minConnections"],
      error: "must not exceed maxConnections",
    })
    .refine(severalServersNeedHosts, {
      path: ["url"],
      error:
        "must be redis:// or rediss:// with cluster, sentinel or readFrom, because a socket leads to one server only",
    })
    .refine(clusterExcludesSentinel, { path: ["sentinel"], error: "must not be given together with cluster" })
    .refine(clusterHasOneDatabase, {
      path: ["database"],
      error: "must be 0, the only database of a cluster",
    })
    .refine((options) => options.tls === undefined || /^rediss:/.test(options.url), {
      path: ["tls"],
      // Otherwise the connection would be plain text although the caller gave certificates.
      error: "needs a url that begins with rediss://",
    })
    .refine((options) => options.credentials === undefined || options.password === undefined, {
      path: ["credentials"],
      error: "must not be given together with password",
    }),
);

/** The same with every default filled in. */
export type ResolvedConnectOptions = z.output<typeof connectOptionsSchema>;
