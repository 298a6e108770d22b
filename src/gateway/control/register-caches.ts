import { randomBytes } from "node:crypto";
import { isOctavecError } from "../../errors/index.js";
import type { CacheDirectory, GatewayCache, WatchedEmbedder } from "../caches/index.js";
import { cacheDefaults } from "../config/index.js";
import { type HttpServer, readBody } from "../http/index.js";
import { createCacheBody, patchCacheBody, ttlOf } from "./bodies.js";
import { type CacheFailure, cacheOutput } from "./cache-output.js";
import { notFound, refused } from "./problems.js";
import { ROUTES } from "./routes.js";

export interface ControlParts {
  readonly directory: CacheDirectory;
  readonly embedder: WatchedEmbedder | undefined;
  /** What the configuration calls the kind of embedder. */
  readonly embeddingProvider: string;
}

type OfCache = { Params: { cacheId: string }; Querystring: { flush?: string } };

/** Caches by the published paths: create, list, get, patch, delete, and their entries. */
export function registerCaches(app: HttpServer, parts: ControlParts): void {
  const { directory, embedder, embeddingProvider } = parts;
  const { stored } = directory;
  app.post("/v1/caches", ROUTES.createCache, async ({ body }, reply) => {
    const { name, databaseId, ...given } = readBody(createCacheBody, body);
    const cacheId = randomBytes(16).toString("hex");
    await stored.putCache({
      ...cacheDefaults(),
      id: cacheId,
      name,
      databaseId,
      threshold: given.defaultSearchThreshold,
      ttlMs: ttlOf(given.defaultTtlMillis),
      attributes: given.attributes,
      strategies: given.searchStrategies ?? ["semantic"],
      from: "control",
      isOpen: false,
      createdAtMs: Date.now(),
    });
    return reply.code(201).send({ cacheId });
  });
  app.get("/v1/caches", ROUTES.listCaches, async () => {
    const failure = await failureOf(directory);
    const output = { embedder, embeddingProvider, failure };
    return { caches: directory.list().map((cache) => cacheOutput(cache, output)) };
  });
  app.get<OfCache>("/v1/caches/:cacheId", ROUTES.getCache, async ({ params }) => {
    const cache = await findCache(directory, params.cacheId);
    return cacheOutput(cache, { embedder, embeddingProvider, failure: await failureOf(directory) });
  });
  app.patch<OfCache>("/v1/caches/:cacheId", ROUTES.patchCache, async ({ params, body }, reply) => {
    const patch = readBody(patchCacheBody, body);
    const { definition } = await findChangeable(directory, params.cacheId);
    await stored.putCache({
      ...definition,
      threshold: patch.defaultSearchThreshold ?? definition.threshold,
      ttlMs: patch.defaultTtlMillis === undefined ? definition.ttlMs : ttlOf(patch.defaultTtlMillis),
      strategies: patch.searchStrategies ?? definition.strategies,
    });
    return reply.code(201).send();
  });
  app.delete<OfCache>("/v1/caches/:cacheId", ROUTES.deleteCache, async ({ params, query }, reply) => {
    const cache = await findChangeable(directory, params.cacheId);
    if (query.flush === "true") await cache.entries.invalidate({ all: true });
    await stored.removeCache(params.cacheId);
    return reply.code(200).send();
  });
  app.delete<OfCache>("/v1/caches/:cacheId/entries", ROUTES.deleteEntries, async ({ params }, reply) => {
    const { entries } = await findCache(directory, params.cacheId);
    await entries.invalidate({ all: true });
    return reply.code(204).send();
  });
  app.get("/v1/embedding-providers", ROUTES.listProviders, async () => ({
    embeddingProviders:
      embedder === undefined
        ? []
        : [
            {
              name: embeddingProvider,
              models: [{ name: embedder.model, dimensions: embedder.dimension }],
            },
          ],
  }));
}

async function findCache(directory: CacheDirectory, cacheId: string): Promise<GatewayCache> {
  const cache = await directory.find(cacheId);
  if (cache === undefined) throw notFound("cache");
  return cache;
}

async function findChangeable(directory: CacheDirectory, cacheId: string): Promise<GatewayCache> {
  const cache = await findCache(directory, cacheId);
  if (cache.definition.from === "control") return cache;
  throw refused(
    "The cache comes from the configuration file. Change it there; the gateway reads the file anew.",
  );
}

/** Why the caches cannot be used at present, if so. */
async function failureOf({ stored }: CacheDirectory): Promise<CacheFailure | undefined> {
  try {
    await stored.check();
    return undefined;
  } catch (error) {
    const code = isOctavecError(error) ? error.code : "unknown";
    return { message: `Redis does not answer (${code})`, occurredAt: new Date().toISOString() };
  }
}
