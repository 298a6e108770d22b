import type { Command } from "commander";
import { SemanticCache } from "../../cache/index.js";
import type { Embedder } from "../../embedding/index.js";
import { OctavecError, type VectorClient } from "../../index.js";
import { UsageError } from "../terminal/usage-error.js";

/** The options that name a cache. */
export interface CacheFlags {
  readonly namespace?: string;
  readonly tenant?: string;
  readonly name?: string;
}

/** Adds the options that name one tenant's cache. */
export function withCacheFlags(command: Command): Command {
  return command
    .option("--namespace <name>", "namespace of the cache")
    .option("--tenant <id>", "tenant of the cache")
    .option("--name <name>", "name of the cache, if it was given one");
}

/** Opens the cache that the options name. Ids may need the secret in `CACHE_KEY_SECRET`. @param embedder - Default: none, so nothing can be embedded. */
export function openNamedCache(
  client: VectorClient,
  { namespace, tenant, name }: CacheFlags,
  { embedder, threshold }: { embedder?: Embedder | undefined; threshold?: number | undefined } = {},
): SemanticCache {
  if (namespace === undefined || tenant === undefined) {
    throw new UsageError("Expected --namespace and --tenant, which name the cache");
  }
  return new SemanticCache({
    client,
    namespace,
    tenant,
    memory: false,
    keySecret: process.env.CACHE_KEY_SECRET,
    ...(name === undefined ? {} : { name }),
    ...(embedder === undefined ? {} : { embedder }),
    ...(threshold === undefined ? {} : { threshold }),
  });
}

/** Stands for an embedder whose vectors are only copied. */
export function namedEmbedder(model: string, dimension: number): Embedder {
  return {
    model,
    dimension,
    embed: async () => {
      throw new OctavecError("UNSUPPORTED_OPERATION", "This command copies vectors and embeds nothing.");
    },
  };
}
