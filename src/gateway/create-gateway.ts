import type { AddressInfo } from "node:net";
import { VectorClient } from "../client.js";
import { type Embedder, EmbeddingCache } from "../embedding/index.js";
import { optionsFromEnv } from "../environment/index.js";
import { isOctavecError } from "../errors/index.js";
import { RequestLimits } from "./access/index.js";
import { CacheDirectory, WatchedEmbedder } from "./caches/index.js";
import {
  type CheckedGatewayConfig,
  checkGatewayConfig,
  type Environment,
  type GatewayConfig,
  secretOf,
} from "./config/index.js";
import { controlProblem, registerControl } from "./control/index.js";
import { Drain, type GatewayLog, type HttpServer, noLog, openHttpServer } from "./http/index.js";
import { problemOfFailure, registerLangCache } from "./langcache/index.js";
import { openEmbedder } from "./open-embedder.js";
import { type GatewayMetrics, observeRequests, openMetrics, registerOperations } from "./operations/index.js";
import { proxySettings, registerProxy } from "./proxy/index.js";

export interface GatewayParts {
  /** Default: the one of the configuration. */
  readonly embedder?: Embedder | undefined;
  /** Holds the secrets that the configuration names, and the `REDIS_…` variables. Default `process.env`. */
  readonly environment?: Environment | undefined;
  /** Takes the lines of the log, which hold no key, prompt or answer. Default: nothing is logged. */
  readonly log?: GatewayLog | undefined;
}

/** A running gateway. */
export interface Gateway {
  readonly host: string;
  /** Port of the data plane and the proxy. */
  readonly port: number;
  /** Port of the control plane, health and metrics. */
  readonly adminPort: number;
  /** Takes caches and keys of another configuration. @returns the parts that only a restart takes. */
  reload(config: GatewayConfig): Promise<string[]>;
  /** Takes no more requests, lets running ones end within `limits.drainTimeoutMs`, and closes everything. */
  close(): Promise<void>;
}

/** Shorter than those of a client by itself, because somebody waits for the reply. The `REDIS_…` variables win. */
const REDIS_TIMES = { acquireTimeoutMs: 500, connectTimeoutMs: 1_000, commandTimeoutMs: 1_500 };
const DEFAULT_REDIS = "redis://localhost:6379";

/**
 * Starts a gateway: HTTP servers before caches in Redis. It also starts while Redis is down, and serves from it when it is there.
 *
 * @throws OctavecError `INVALID_OPTIONS`; `MISSING_DEPENDENCY` if `fastify` is not installed; what the port refuses.
 */
export async function createGateway(config: GatewayConfig, parts: GatewayParts = {}): Promise<Gateway> {
  const checked = checkGatewayConfig(config);
  const { environment = process.env, log = noLog } = parts;
  // First of all, so that whoever lacks the packages is told at once.
  const main = await openHttpServer(checked.limits, problemOfFailure, log);
  const admin = await openHttpServer(checked.limits, controlProblem, log);
  const servers = [main, admin];
  const given = parts.embedder ?? (await openEmbedder(checked, environment, log));
  const embedder = given === undefined ? undefined : new WatchedEmbedder(given);
  const fromEnvironment = optionsFromEnv(environment);
  const metrics = await openMetricsIfInstalled(log);
  const client = VectorClient.openLazily({
    ...REDIS_TIMES,
    ...fromEnvironment,
    url: checked.redis ?? fromEnvironment.url ?? DEFAULT_REDIS,
    ...(metrics === undefined
      ? {}
      : { telemetry: { meterProvider: metrics.meterProvider, serverFigures: {} } }),
    onEvent: ({ type }) => log({ event: `redis-${type}` }),
  });
  const directory = new CacheDirectory(
    { client, namespace: checked.namespace, embedder },
    checked.admin !== undefined,
  );
  try {
    await directory.configure(checked.caches, environment);
    const limits = new RequestLimits(client, checked.namespace);
    const keys = [...checked.caches.flatMap((cache) => cache.keys), ...(checked.proxy?.keys ?? [])];
    if (keys.some(({ requestsPerMinute }) => requestsPerMinute !== undefined)) await limits.requirePackage();
    for (const server of servers) {
      observeRequests(server, { log, metrics });
      registerOperations(server, client, metrics);
    }
    registerLangCache(main, { directory, limits, executor: client.executor, embedder });
    if (checked.admin !== undefined) {
      const adminKey = secretOf(environment, checked.admin.keyEnv, "admin.keyEnv");
      const embeddingProvider =
        parts.embedder !== undefined ? "custom" : (checked.embedder?.kind ?? "energetic");
      await registerControl(admin, { directory, embedder, embeddingProvider, adminKey });
    }
    let proxy = proxySettings(checked, environment);
    registerProxy(main, {
      ...{ limits, log },
      settings: () => proxy,
      cacheNamed: (name) => directory.named(name)?.answers,
      embeddings: embeddingsOf(checked, client, embedder),
    });
    const drain = new Drain(servers);
    const { host, port, adminPort } = checked.listen;
    await main.listen({ host, port });
    await admin.listen({ host, port: adminPort });
    const configure = async (next: CheckedGatewayConfig) => {
      const nextProxy = proxySettings(next, environment);
      await directory.configure(next.caches, environment);
      proxy = nextProxy;
    };
    return runningGateway(checked, { servers, drain, directory, client, metrics, configure });
  } catch (error) {
    await Promise.allSettled(servers.map((server) => server.close()));
    await directory.close();
    await client.close();
    await metrics?.close();
    throw error;
  }
}

/** Metrics are not worth refusing to start. */
async function openMetricsIfInstalled(log: GatewayLog): Promise<GatewayMetrics | undefined> {
  try {
    return await openMetrics();
  } catch (error) {
    if (!isOctavecError(error, "MISSING_DEPENDENCY")) throw error;
    log({ event: "no-metrics", advice: error.message });
    return undefined;
  }
}

interface Running {
  readonly servers: readonly HttpServer[];
  readonly drain: Drain;
  readonly directory: CacheDirectory;
  readonly client: VectorClient;
  readonly metrics: GatewayMetrics | undefined;
  /** Takes the caches, keys and upstreams of a configuration. */
  readonly configure: (config: CheckedGatewayConfig) => Promise<void>;
}

function runningGateway(
  first: CheckedGatewayConfig,
  { servers, drain, directory, client, metrics, configure }: Running,
): Gateway {
  let closing: Promise<void> | undefined;
  const [port = 0, adminPort = 0] = servers.map(portOf);
  return {
    host: first.listen.host,
    port,
    adminPort,
    async reload(config) {
      const next = checkGatewayConfig(config);
      await configure(next);
      return RESTART_PARTS.filter((part) => JSON.stringify(next[part]) !== JSON.stringify(first[part]));
    },
    close() {
      closing ??= drain.run(first.limits.drainTimeoutMs).finally(async () => {
        await directory.close();
        await client.close();
        await metrics?.close();
      });
      return closing;
    },
  };
}

/** What is read once, at the start. */
const RESTART_PARTS = ["redis", "namespace", "listen", "limits", "admin", "embedder"] as const;

/** The vectors of the embedder's model for callers of `/embeddings`, where that is a model of a provider. */
function embeddingsOf(
  { embedder: config, namespace }: CheckedGatewayConfig,
  client: VectorClient,
  embedder: Embedder | undefined,
): EmbeddingCache | undefined {
  if (config?.kind !== "openai" || embedder === undefined) return undefined;
  return new EmbeddingCache({ client, embedder, namespace, tenant: "embeddings" });
}

function portOf({ server }: HttpServer): number {
  return (server.address() as AddressInfo).port;
}
