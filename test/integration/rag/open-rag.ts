import { inject, onTestFinished } from "vitest";
import { SemanticCache } from "../../../src/cache/index.js";
import type { Executor } from "../../../src/executor.js";
import type { VectorRepository } from "../../../src/index.js";
import { createRag, type Rag, type RagOptions, type RagProducer } from "../../../src/rag/index.js";
import { countingEmbedder, NO_SWEEP } from "../../helpers/cache.js";
import { openCollection } from "../../helpers/collection.js";

export const QUESTION = "how long may I return a used bicycle";

export interface OpenedRag {
  readonly rag: Rag;
  readonly cache: SemanticCache;
  readonly docs: VectorRepository;
  readonly embedder: ReturnType<typeof countingEmbedder>;
  /** The same documents and answers, as another process would see them; `wrap` changes what it sends. */
  another(wrap?: (executor: Executor) => Executor, options?: Partial<RagOptions>): Rag;
  /** A cache of another name. */
  cacheNamed(name: string): SemanticCache;
  /** How many sets of chunks are not served. */
  leftovers(): Promise<unknown>;
}

/** Documents of their own, with a cache of their own. */
export async function openRag(options: Partial<RagOptions> = {}): Promise<OpenedRag> {
  const embedder = countingEmbedder();
  const { client, docs, place } = await openCollection(inject("redisUrl"), {
    dimension: embedder.dimension,
    text: { field: "text" },
  });
  onTestFinished(async () => {
    await client.sendCommand(["DEL", `${docs.key}:documents`, `${docs.key}:leftovers`]);
  });
  const cacheOn = (executor: Executor, name = "cache") => {
    const cache = new SemanticCache(
      { client: { executor }, embedder, namespace: place.namespace, tenant: "acme", name, timeoutMs: 5_000 },
      NO_SWEEP,
    );
    onTestFinished(() => cache.close());
    return cache;
  };
  const another: OpenedRag["another"] = (wrap = (executor) => executor, more = {}) => {
    const cache = cacheOn(wrap(client.executor));
    return createRag({ repository: docs.through(wrap), embedder, cache, ...options, ...more });
  };
  const cache = cacheOn(client.executor);
  return {
    rag: createRag({ repository: docs, embedder, cache, ...options }),
    cache,
    docs,
    embedder,
    another,
    cacheNamed: (name) => cacheOn(client.executor, name),
    leftovers: () => client.sendCommand(["ZCARD", `${docs.key}:leftovers`]),
  };
}

/** A model that repeats what it read, and counts its calls. */
export function repeatingModel(): { produce: RagProducer; calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    produce: async ({ chunks }) => {
      calls++;
      return { response: `It says: ${chunks.map(({ text }) => text).join(" | ")}` };
    },
  };
}
