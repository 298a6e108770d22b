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

/** What a cache needs beside its name. */
interface CacheParts {
  /** Default: none, so nothing can be embedded. */
  readonly embedder?: Embedder | undefined;
  readonly threshold?: number | undefined;
  /** Longest waits, in milliseconds. Default: those of a cache. */
  readonly timeoutMs?: number;
  readonly embedTimeoutMs?: number;
}

/** Opens the caches of a namespace, of no tenant in particular. Ids may need the secret in `CACHE_KEY_SECRET`. */
export function openNamespace(
  client: VectorClient,
  { namespace, name }: CacheFlags,
  parts: CacheParts = {},
): SemanticCache {
  if (namespace === undefined) throw new UsageError("Expected --namespace, which names the caches");
  return new SemanticCache({ client, namespace, name, ...parts, ...ofACommand() });
}

/** Opens the cache that the options name. */
export function openNamedCache(
  client: VectorClient,
  { namespace, tenant, name }: CacheFlags,
  parts: CacheParts = {},
): SemanticCache {
  if (namespace === undefined || tenant === undefined) {
    throw new UsageError("Expected --namespace and --tenant, which name the cache");
  }
  return new SemanticCache({ client, namespace, tenant, name, ...parts, ...ofACommand() });
}

/**
 * What all caches of commands have. Limits are those of the services that write: a command must not evict what they may keep, so its
 * own are as wide as can be. It keeps nothing in memory, because it reads each thing once.
 */
const ofACommand = () => ({
  memory: false as const,
  keySecret: process.env.CACHE_KEY_SECRET,
  maxEntries: 1_000_000_000,
  maxBytes: 2 ** 50,
});

/**
 * Stands for the embedder of a cache, whose name is part of its ids. It embeds nothing. Undefined if none is named.
 *
 * @throws UsageError if only one of the two is given.
 */
export function embedderOf({
  model,
  dimension,
}: {
  readonly model: string | undefined;
  readonly dimension: number | undefined;
}): Embedder | undefined {
  if (model === undefined && dimension === undefined) return undefined;
  if (model === undefined || dimension === undefined) {
    throw new UsageError("--model and --dimension: give both or none");
  }
  return {
    model,
    dimension,
    embed: async () => {
      throw new OctavecError(
        "UNSUPPORTED_OPERATION",
        "This command knows only the name of the cache's embedder, so it embeds nothing. Ask the program that has the embedder.",
      );
    },
  };
}
