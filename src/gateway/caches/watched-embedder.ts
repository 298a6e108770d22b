import type { Embedder, EmbedOptions } from "../../embedding/index.js";
import { isOctavecError } from "../../errors/index.js";

/** An embedder, and how its last call ended. Results of a cache say only that the embedder failed, and clients are told why. */
export class WatchedEmbedder implements Embedder {
  readonly model: string;
  readonly dimension: number;
  readonly recommendedThreshold: Embedder["recommendedThreshold"];
  readonly prefixes: Embedder["prefixes"];
  readonly #embedder: Embedder;
  /** HTTP status of the last failed call; undefined if it had none, or if the last call was answered. */
  lastStatus: number | undefined;

  constructor(embedder: Embedder) {
    this.#embedder = embedder;
    this.model = embedder.model;
    this.dimension = embedder.dimension;
    this.recommendedThreshold = embedder.recommendedThreshold;
    this.prefixes = embedder.prefixes;
  }

  async embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]> {
    try {
      const vectors = await this.#embedder.embed(texts, options);
      this.lastStatus = undefined;
      return vectors;
    } catch (error) {
      const status = isOctavecError(error, "EMBEDDING_FAILED") ? error.details?.status : undefined;
      this.lastStatus = typeof status === "number" ? status : undefined;
      throw error;
    }
  }
}
