import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createEnergeticEmbedder } from "../../../src/embedding/index.js";
import { cacheFolder } from "../embed/cache-folder.js";
import { CHUNK_SIZE, countMissing, embedAll } from "../embed/embed-all.js";
import { EmbeddingCache } from "../embed/embedding-cache.js";
import { startEmbeddingProcess } from "../embed/embedding-process.js";
import { startProgress } from "../progress.js";
import type { PreparedCorpus } from "./prepare-corpus.js";

/** Each process loads the model, about 280 MB. */
const MAX_PROCESSES = 4;

export interface EmbeddedCorpus {
  /** In the order of the passages. */
  readonly stored: Float32Array[];
  readonly heldOut: Float32Array[];
}

/** Vectors of all passages, from the cache or from the bundled model, with one process per core. */
export async function embedCorpus(corpus: PreparedCorpus, signal: AbortSignal): Promise<EmbeddedCorpus> {
  const { model, dimension } = createEnergeticEmbedder();
  const folder = join(cacheFolder(), "embeddings");
  const cache = await EmbeddingCache.open(folder, model, dimension);
  if (cache.damagedFiles > 0) console.log(`${cache.damagedFiles} damaged cache files are embedded again.`);

  const texts = [...corpus.stored, ...corpus.heldOut].map(({ text }) => text);
  const missing = countMissing(texts, cache);
  console.log(
    `Embedding with ${model}: ${texts.length - missing} of ${texts.length} are in the cache (${folder}).`,
  );
  const processes = Math.min(MAX_PROCESSES, availableParallelism(), Math.ceil(missing / CHUNK_SIZE));
  const embedders = Array.from({ length: processes }, startEmbeddingProcess);
  const progress = startProgress("Embedding", texts.length);
  try {
    const vectors = await embedAll(texts, { cache, embedders, signal, onProgress: progress.update });
    return { stored: vectors.slice(0, corpus.stored.length), heldOut: vectors.slice(corpus.stored.length) };
  } finally {
    progress.stop();
    await Promise.all(embedders.map((embedder) => embedder.close()));
  }
}
