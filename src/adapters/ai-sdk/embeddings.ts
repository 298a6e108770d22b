import type { Embedder } from "../../embedding/index.js";
import { requireKnownFields } from "../../errors/index.js";

/** A middleware for `wrapEmbeddingModel` of the AI SDK. Its method gives back what the model's own call gives. */
export interface AiSdkEmbeddingMiddleware {
  readonly specificationVersion: "v3";
  wrapEmbed<R>(call: { doEmbed: () => PromiseLike<R>; params: object }): Promise<R>;
}

/**
 * Answers `embed` and `embedMany` of the AI SDK from an embedding cache (`EmbeddingCache`, or any embedder). The cache asks its own
 * embedder for what it lacks, so that must be of the model which is wrapped. A call with `providerOptions` or `dimensions`, which may
 * change vectors, goes to the model. A hit reports no usage.
 *
 * @example
 * import { cachedEmbeddings } from "octavec/ai-sdk";
 *
 * const middleware = cachedEmbeddings({ cache: embedder }); // an EmbeddingCache around createAiSdkEmbedder({ model, dimension })
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function cachedEmbeddings(options: { readonly cache: Embedder }): AiSdkEmbeddingMiddleware {
  requireKnownFields(options, { what: "options of cachedEmbeddings", fields: ["cache"] });
  const { cache } = options;
  return {
    specificationVersion: "v3",
    async wrapEmbed<R>({ doEmbed, params }: { doEmbed: () => PromiseLike<R>; params: object }) {
      const { values, abortSignal, providerOptions, dimensions } = params as EmbedCall;
      const isPlain = Object.keys(providerOptions ?? {}).length === 0 && dimensions === undefined;
      if (!isPlain || !values.every((value) => typeof value === "string")) return doEmbed();
      const vectors = await cache.embed(values, { signal: abortSignal });
      return { embeddings: vectors.map((vector) => Array.from(vector)), warnings: [] } as R;
    },
  };
}

interface EmbedCall {
  readonly values: readonly string[];
  readonly abortSignal?: AbortSignal | undefined;
  readonly providerOptions?: object | undefined;
  readonly dimensions?: number | undefined;
}
