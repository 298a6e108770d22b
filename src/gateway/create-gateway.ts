import { VectorClient } from "../client.js";
import { type Embedder, EmbeddingCache } from "../embedding/index.js";
import { optionsFromEnv } from "../environment/index.js";
import { GatewayRecorder } from "../telemetry/index.js";
import { KeyLimits, type MinuteLimits } from "./access/index.js";
import { CacheDirectory, EntrySecrets, WatchedEmbedder } from "./caches/index.js";
import {
  type CheckedGatewayConfig,
  checkGatewayConfig,
  type Environment,
  type GatewayConfig,
  redactorOf,
  secretOf,
} from "./config/index.js";
import { controlProblem, registerControl } from "./control/index.js";
import { openEmbedder } from "./embedder/index.js";
import {
  ConnectionBytes,
  Drain,
  type GatewayLog,
  type HttpServer,
  noLog,
  openHttpServer,
  ServerTls,
} from "./http/index.js";
import { problemOfFailure, registerLangCache } from "./langcache/index.js";
import { mcpSettings, registerMcp } from "./mcp/index.js";
import { serveDocument } from "./openapi/index.js";
import {
  type ContentLog,
  observeRequests,
  openTelemetry,
  type Redact,
  type RequestObservers,
  registerOperations,
  type StreamCount,
} from "./operations/index.js";
import { proxySettings, registerProxy } from "./proxy/index.js";
import { type Gateway, runningGateway } from "./running-gateway.js";

export interface GatewayParts {
  /** Default: the one of the configuration. */
  readonly embedder?: Embedder | undefined;
  /** Holds the secrets that the configuration names, and the `REDIS_…` variables. Default `process.env`. */
  readonly environment?: Environment | undefined;
  /** Takes the lines of the log, which hold no key or answer, and prompts only with `log: { content: true }`. Default: nothing is logged. */
  readonly log?: GatewayLog | undefined;
  /**
   * Changes the texts of a request before they are logged, after `log.redact`. If it throws, the line has no text. Only with
   * `log: { content: true }`.
   */
  readonly redact?: Redact | undefined;
}

/** Shorter than those of a client by itself, because somebody waits for the reply. The `REDIS_…` variables win. */
const REDIS_TIMES = { acquireTimeoutMs: 500, connectTimeoutMs: 1_000, commandTimeoutMs: 1_500 };
const DOCUMENTS = {
  main: {
    title: "octavec gateway",
    description: "The data plane of LangCache, and the proxy before model providers.",
  },
  admin: { title: "octavec gateway: control plane", description: "Caches and keys." },
};
const DEFAULT_REDIS = "redis://localhost:6379";

/**
 * Starts a gateway: HTTP servers before caches in Redis. It also starts while Redis is down, and serves from it when it is there.
 *
 * @throws OctavecError `INVALID_OPTIONS`; `MISSING_DEPENDENCY` if `fastify` is not installed; what the port refuses.
 */
export async function createGateway(config: GatewayConfig, parts: GatewayParts = {}): Promise<Gateway> {
  const checked = checkGatewayConfig(config);
  const { environment = process.env, log = noLog } = parts;
  const tls = checked.listen.tls === undefined ? undefined : await ServerTls.open(checked.listen.tls);
  // Before the rest, so that whoever lacks the packages is told at once.
  const main = await openHttpServer(checked.limits, problemOfFailure, log, tls);
  const admin = await openHttpServer(checked.limits, controlProblem, log, tls);
  const servers = [main, admin];
  const secrets = new EntrySecrets(environment, checked.encryption);
  const given = parts.embedder ?? (await openEmbedder(checked, environment, log));
  const embedder = given === undefined ? undefined : new WatchedEmbedder(given);
  const fromEnvironment = optionsFromEnv(environment);
  const telemetry = await openTelemetry(environment, log);
  const client = VectorClient.openLazily({
    ...REDIS_TIMES,
    ...fromEnvironment,
    url: checked.redis ?? fromEnvironment.url ?? DEFAULT_REDIS,
    telemetry: { meterProvider: telemetry.meterProvider, serverFigures: {} },
    onEvent: ({ type }) => log({ event: `redis-${type}` }),
  });
  const directory = new CacheDirectory(
    { client, namespace: checked.namespace, embedder, secrets },
    checked.admin !== undefined,
  );
  try {
    await directory.configure(checked.caches, environment);
    const limits = new KeyLimits(client, checked.namespace);
    await limits.requirePackage(limitedKeysOf(checked));
    const recorder = new GatewayRecorder(telemetry.meterProvider);
    const content = await contentLogOf(checked, parts.redact);
    watchServers(servers, { recorder, log, content });
    serveDocument(main, DOCUMENTS.main);
    serveDocument(admin, DOCUMENTS.admin);
    for (const server of servers) registerOperations(server, client, telemetry.read);
    registerLangCache(main, { directory, limits, executor: client.executor, embedder });
    if (checked.admin !== undefined) {
      const adminKey = secretOf(environment, checked.admin.keyEnv, "admin.keyEnv");
      const embeddingProvider =
        parts.embedder !== undefined ? "custom" : (checked.embedder?.kind ?? "energetic");
      await registerControl(admin, { directory, embedder, embeddingProvider, adminKey });
    }
    let proxy = proxySettings(checked, environment);
    registerProxy(main, {
      ...{ limits, log, recorder },
      settings: () => proxy,
      cacheNamed: (name) => directory.named(name)?.answers,
      embeddings: embeddingsOf(checked, client, embedder),
    });
    let mcp = mcpSettings(checked, environment);
    if (mcp !== undefined) {
      await registerMcp(main, {
        ...{ client, directory, limits, log, embedder: given },
        namespace: checked.namespace,
        settings: () => mcp,
        proxy: () => proxy,
      });
    }
    const drain = new Drain(servers);
    const { host, port, adminPort } = checked.listen;
    await main.listen({ host, port });
    await admin.listen({ host, port: adminPort });
    const configure = async (next: CheckedGatewayConfig) => {
      const nextProxy = proxySettings(next, environment);
      const nextMcp = mcpSettings(next, environment);
      const renewTls = await tls?.reread();
      await limits.requirePackage(limitedKeysOf(next));
      await directory.configure(next.caches, environment);
      renewTls?.();
      proxy = nextProxy;
      mcp = nextMcp;
    };
    return runningGateway(checked, { servers, drain, directory, client, telemetry, configure });
  } catch (error) {
    await Promise.allSettled(servers.map((server) => server.close()));
    await directory.close();
    await client.close();
    await telemetry.close();
    throw error;
  }
}

/** Undefined: lines hold no text of requests. */
async function contentLogOf(
  { log }: CheckedGatewayConfig,
  redact: Redact = (text) => text,
): Promise<ContentLog | undefined> {
  if (!log.content) return undefined;
  const redactPatterns = await redactorOf(log.redact);
  return { maxCharacters: log.maxCharacters, redact: (text) => redact(redactPatterns(text)) };
}

/** Bytes are those of all ports, and streams as well. */
function watchServers(
  servers: readonly HttpServer[],
  { recorder, log, content }: Omit<RequestObservers, "streams">,
): void {
  const bytes = new ConnectionBytes(servers);
  const streams: StreamCount = { running: 0 };
  for (const server of servers) observeRequests(server, { log, recorder, streams, content });
  recorder.watch(() => {
    const { received, sent } = bytes.counts;
    return { receivedBytes: received, sentBytes: sent, streams: streams.running };
  });
}

function limitedKeysOf({ caches, proxy, mcp }: CheckedGatewayConfig): MinuteLimits[] {
  return [...caches.flatMap((cache) => cache.keys), ...(proxy?.keys ?? []), ...(mcp?.keys ?? [])];
}

/** The vectors of the embedder's model for callers of `/embeddings`, where that is a model of a provider. */
function embeddingsOf(
  { embedder: config, namespace }: CheckedGatewayConfig,
  client: VectorClient,
  embedder: Embedder | undefined,
): EmbeddingCache | undefined {
  if (config?.kind !== "openai" || embedder === undefined) return undefined;
  return new EmbeddingCache({ client, embedder, namespace, tenant: "embeddings" });
}
