import { z } from "zod";
import type { MeterProvider, TracerProvider } from "../telemetry/index.js";
import { type BreakerOptions, breakerSchema, type RetryOptions, retrySchema } from "./resilience-options.js";
import {
  clusterExcludesSentinel,
  clusterHasOneDatabase,
  type TopologyOptions,
  topologyFields,
} from "./topology-options.js";

/** How to reach Redis 8 (one server, a cluster, or a primary that Sentinels name) and how many connections to keep. */
export interface ConnectOptions extends TopologyOptions {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. Default `redis://localhost:6379`. */
  url?: string | undefined;
  /** ACL user; overrides the one in `url`. */
  username?: string | undefined;
  /** Password; overrides the one in `url`. Never printed, never part of an error. */
  password?: string | undefined;
  /** Logical database, 0 or more; overrides the one in `url`. */
  database?: number | undefined;
  /** Name shown by `CLIENT LIST`. Printable ASCII without spaces. Default `octavec`. */
  clientName?: string | undefined;
  /** Connections kept open to each server in use, 1 to 1,000. Default 5. */
  minConnections?: number | undefined;
  /** Most connections ever open to one server, 1 to 1,000, at least `minConnections`. Default 50. */
  maxConnections?: number | undefined;
  /** Longest wait for a usable connection, in milliseconds. Default 3,000. */
  acquireTimeoutMs?: number | undefined;
  /** Longest time to open one connection, handshake included, in milliseconds. Default 5,000. */
  connectTimeoutMs?: number | undefined;
  /** Longest wait for the reply to a command (in a pipeline: for the next reply), in milliseconds. Default 5,000. */
  commandTimeoutMs?: number | undefined;
  /** How long `close()` waits for commands under way, in milliseconds. Default 5,000. */
  closeTimeoutMs?: number | undefined;
  /** Most callers that may wait for a connection at the same time, 1 to 1,000,000; further ones are refused at once. Default 10,000. */
  maxWaiting?: number | undefined;
  /** Connections above `minConnections` close after this long without work, in milliseconds. Default 30,000. */
  idleTimeoutMs?: number | undefined;
  /** A connection without any reply for this long is asked for a sign of life, in milliseconds. Default 15,000. */
  idleProbeMs?: number | undefined;
  /**
   * Connections are replaced when they are this old, less up to 20 % at random, in milliseconds, up to a day: names and
   * load balancers may point elsewhere by then. Default 1,800,000 (half an hour).
   */
  maxLifetimeMs?: number | undefined;
  /** How calls that failed and may be repeated are repeated. */
  retry?: RetryOptions | undefined;
  /** When calls are kept away from a server that fails them, one breaker for each server. */
  breaker?: BreakerOptions | undefined;
  /** Spans and metrics through the OpenTelemetry API; without a registered SDK they go nowhere and cost next to nothing. */
  telemetry?: TelemetryConnectOptions | undefined;
}

/** What a client tells OpenTelemetry. The README's section "Observability" lists every name. */
export interface TelemetryConnectOptions {
  /** Make spans and metrics at all. Default true. */
  enabled?: boolean | undefined;
  /** Where spans go. Default: the registered provider; it may be registered later. */
  tracerProvider?: TracerProvider | undefined;
  /** Where metrics go. Default: the provider that is registered when `connect()` is called. */
  meterProvider?: MeterProvider | undefined;
  /**
   * Put the collection's name (`namespace:collection`) on spans. Vectors, ids, filters and attributes are never told.
   * Default false.
   */
  captureKeys?: boolean | undefined;
}

const milliseconds = (fallback: number) => z.int().min(1).max(3_600_000).default(fallback);
const connections = (fallback: number) => z.int().min(1).max(1_000).default(fallback);

const telemetrySchema = z.strictObject({
  enabled: z.boolean().default(true),
  tracerProvider: z
    .custom<TracerProvider>(
      (value) => hasMethod(value, "getTracer"),
      "expected an OpenTelemetry TracerProvider",
    )
    .optional(),
  meterProvider: z
    .custom<MeterProvider>((value) => hasMethod(value, "getMeter"), "expected an OpenTelemetry MeterProvider")
    .optional(),
  captureKeys: z.boolean().default(false),
});

export const connectOptionsSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^rediss?$/, error: "expected redis:// or rediss:// with a host" })
      .default("redis://localhost:6379"),
    username: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
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
    ...topologyFields,
  })
  .refine((options) => options.minConnections <= options.maxConnections, {
    path: ["minConnections"],
    error: "must not exceed maxConnections",
  })
  .refine(clusterExcludesSentinel, { path: ["sentinel"], error: "must not be given together with cluster" })
  .refine(clusterHasOneDatabase, { path: ["database"], error: "must be 0 in a cluster, which has no other" });

/** The same with every default filled in. */
export type ResolvedConnectOptions = z.output<typeof connectOptionsSchema>;

function hasMethod(value: unknown, name: string): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    name in value &&
    typeof Reflect.get(value, name) === "function"
  );
}
