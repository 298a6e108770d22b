import { cacheOptionsFromEnv, SemanticCache } from "../../cache/index.js";
import { VectorClient } from "../../client.js";
import type { Embedder } from "../../embedding/index.js";
import { optionsFromEnv } from "../../environment/index.js";
import { CollectionNames, type McpReach, type ReachableCache } from "../../mcp/index.js";
import {
  definitionOf,
  EntrySecrets,
  type GatewayCache,
  openGatewayCache,
  WatchedEmbedder,
} from "../caches/index.js";
import { type CheckedGatewayConfig, checkGatewayConfig, readConfigFile } from "../config/index.js";
import { openEmbedder } from "../embedder/index.js";
import { entriesOf } from "./entries-of.js";

/** A cache of the library: where its keys are. */
export interface CachePlace {
  readonly namespace: string;
  readonly tenant: string;
  /** Default: that of the cache. */
  readonly name?: string | undefined;
}

/** What a process of its own serves to one caller. */
export interface McpReachOptions {
  /** File of the configuration, for Redis, embedder and caches. Default: none. */
  readonly config?: string | undefined;
  /** URL of Redis. Default: that of the file, else `REDIS_URL`, else `redis://localhost:6379`. */
  readonly redis?: string | undefined;
  /** Names of collections, or beginnings with a `*`. */
  readonly collections: readonly string[];
  /** Caches of the library. */
  readonly caches: readonly CachePlace[];
  /** Whether there are tools that store and delete. */
  readonly allowWrite: boolean;
}

/** Somebody waits for the reply, but a search of a large collection takes its time. The `REDIS_…` variables win. */
const REDIS_TIMES = { acquireTimeoutMs: 1_000, connectTimeoutMs: 2_000, commandTimeoutMs: 5_000 };
const DEFAULT_REDIS = "redis://localhost:6379";

/** What a process of its own may reach, and how it ends. */
export interface OpenedReach {
  readonly reach: McpReach;
  close(): Promise<void>;
}

/**
 * Opens what the options name. Redis need not be there yet.
 *
 * @param say - Takes messages for people.
 * @throws OctavecError `INVALID_OPTIONS`, `INVALID_ARGUMENT`, `MISSING_DEPENDENCY`.
 */
export async function openReach(options: McpReachOptions, say: (text: string) => void): Promise<OpenedReach> {
  const { allowWrite: write } = options;
  const names = new CollectionNames(options.collections);
  const config = options.config === undefined ? checkGatewayConfig({}) : await readConfigFile(options.config);
  const embedder = await openEmbedder(config, process.env, ({ advice }) => say(String(advice)));
  const fromEnvironment = optionsFromEnv(process.env);
  const client = VectorClient.openLazily({
    ...REDIS_TIMES,
    ...fromEnvironment,
    url: options.redis ?? config.redis ?? fromEnvironment.url ?? DEFAULT_REDIS,
  });
  const own: SemanticCache[] = [];
  const ofGateway: GatewayCache[] = [];
  const close = async () => {
    await Promise.all(
      [...own, ...ofGateway.flatMap(({ entries, answers }) => [entries, answers])].map((cache) =>
        cache.close(),
      ),
    );
    await client.close();
  };
  try {
    for (const place of options.caches) own.push(openCache(place, client, embedder));
    ofGateway.push(...openGatewayCaches(config, client, embedder));
    const caches = [
      ...own.map((cache, index) => ofLibrary(options.caches[index]!, cache, write)),
      ...ofGateway.map((cache) => entriesOf(cache, config.namespace, write)),
    ];
    const { namespace } = config;
    return { reach: { client, namespace, collections: { names, write }, caches, embedder }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openCache(place: CachePlace, client: VectorClient, embedder: Embedder | undefined): SemanticCache {
  const { semanticCache } = cacheOptionsFromEnv(process.env);
  return new SemanticCache({ ...semanticCache, ...place, client, embedder });
}

function openGatewayCaches(
  { caches, namespace, encryption }: CheckedGatewayConfig,
  client: VectorClient,
  given: Embedder | undefined,
): GatewayCache[] {
  const embedder = given === undefined ? undefined : new WatchedEmbedder(given);
  const secrets = new EntrySecrets(process.env, encryption);
  return caches.map((cache) =>
    openGatewayCache(definitionOf(cache, Date.now()), { client, namespace, embedder, secrets }),
  );
}

function ofLibrary(
  { namespace, tenant, name }: CachePlace,
  cache: SemanticCache,
  write: boolean,
): ReachableCache {
  const place = [namespace, encodeURIComponent(tenant), ...(name === undefined ? [] : [name])].join("/");
  return { name: place, id: place, cache, write };
}
