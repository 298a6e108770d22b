import type { Embedder } from "../../../src/embedding/index.js";
import type { EmbeddingCache } from "./embedding-cache.js";

/** Texts per request and per cache file. They take some seconds, so an interruption loses little. */
export const CHUNK_SIZE = 32;

export interface EmbedAllOptions {
  readonly cache: EmbeddingCache;
  /** They share the work. Each gets one chunk at a time. */
  readonly embedders: readonly Pick<Embedder, "embed">[];
  readonly signal: AbortSignal;
  /** Called with the number of texts that have vectors. */
  readonly onProgress: (done: number) => void;
}

/** The vectors of all texts, in order. Those that the cache lacks are computed and stored in it at once. */
export async function embedAll(texts: readonly string[], options: EmbedAllOptions): Promise<Float32Array[]> {
  const { cache, embedders, signal, onProgress } = options;
  const missing = [...new Set(texts)].filter((text) => cache.get(text) === undefined);
  let done = texts.length - missing.length;
  onProgress(done);
  const chunks = chunked(missing, CHUNK_SIZE);
  const work = async (embedder: Pick<Embedder, "embed">) => {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
      signal.throwIfAborted();
      await cache.add(chunk, await embedder.embed(chunk, { signal }));
      done += chunk.length;
      onProgress(done);
    }
  };
  await Promise.all(embedders.map(work));
  return texts.map((text) => {
    const vector = cache.get(text);
    if (vector === undefined) throw new Error("A text has no vector.");
    return vector;
  });
}

/** The number of texts without a vector in the cache. */
export function countMissing(texts: readonly string[], cache: EmbeddingCache): number {
  return new Set(texts.filter((text) => cache.get(text) === undefined)).size;
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
