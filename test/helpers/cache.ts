import { onTestFinished } from "vitest";
import type { CacheConnectionOptions } from "../../src/cache/cache-connection.js";
import type { CachePartsOptions } from "../../src/cache/cache-parts.js";
import type { CacheTimings } from "../../src/cache/entries/context/entry-context.js";
import { SemanticCache } from "../../src/cache/semantic-cache.js";
import { createTestEmbedder, type Embedder } from "../../src/embedding/index.js";
import type { ConnectOptions, VectorClient } from "../../src/index.js";
import { openClient } from "./collection.js";
import { uniquePrefix } from "./unique-prefix.js";

/** Options of a cache, and the timings that its tests shorten. */
export type TestCacheOptions = Partial<CachePartsOptions> &
  Pick<CacheConnectionOptions, "onEvent" | "logger"> & { readonly timings?: Partial<CacheTimings> };

/** The background sweep never comes within a test. */
export const NO_SWEEP: Partial<CacheTimings> = { sweepIntervalMs: 86_400_000 };

export interface OpenedCache {
  readonly client: VectorClient;
  readonly cache: SemanticCache;
  readonly namespace: string;
  /** Another cache object on the same keys, as another process would have; same client unless `connectOptions` are given. */
  another(options?: TestCacheOptions): SemanticCache;
}

/** An embedder that counts the texts it was given. */
export function countingEmbedder(dimension = 128): Embedder & { texts: string[] } {
  const inner = createTestEmbedder({ dimension });
  const texts: string[] = [];
  return {
    model: inner.model,
    dimension,
    texts,
    embed(asked, options) {
      texts.push(...asked);
      return inner.embed(asked, options);
    },
  };
}

/** A cache on keys of its own, with an embedder that needs no package. Time enough for a busy machine. */
export async function openCache(
  url: string,
  { timings, ...options }: TestCacheOptions = {},
  connectOptions: ConnectOptions = {},
): Promise<OpenedCache> {
  const client = await openClient(url, connectOptions);
  const namespace = options.namespace ?? uniquePrefix("cache");
  const embedder = options.embedder ?? createTestEmbedder({ dimension: 128 });
  const open = ({ timings: own, ...more }: TestCacheOptions = {}) => {
    const cache = new SemanticCache(
      { client, embedder, tenant: "acme", timeoutMs: 5_000, ...options, ...more, namespace },
      { ...timings, ...own },
    );
    onTestFinished(() => cache.close());
    return cache;
  };
  return { client, cache: open(), namespace, another: open };
}
