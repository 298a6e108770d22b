import { OctavecError } from "../errors/index.js";
import { type AiSdkEmbedderOptions, aiSdkEmbedderSchema, parseOptions } from "../options/index.js";
import { checkTexts, type Embedder } from "./contract/embedder.js";
import { knownPrefixes } from "./contract/known-prefixes.js";

/**
 * An embedder from an embedding model of Vercel's AI SDK (its interfaces V2, V3 and V4). Texts are sent in calls of the size that the
 * model allows, one after the other. Nothing is retried: the caches do without a vector if the model fails.
 *
 * @throws OctavecError `INVALID_OPTIONS`. `embed` rejects with what the model throws, with `EMBEDDING_FAILED` for other vectors than
 *   expected, or with the signal's reason.
 */
export function createAiSdkEmbedder(options: AiSdkEmbedderOptions): Embedder {
  const { model, dimension } = parseOptions(aiSdkEmbedderSchema, options, "options of the AI SDK's embedder");
  return {
    model: `${model.provider}:${model.modelId}`,
    dimension,
    prefixes: knownPrefixes(model.modelId),
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      checkTexts(texts);
      const size = (await model.maxEmbeddingsPerCall) ?? Math.max(1, texts.length);
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += size) {
        const values = texts.slice(start, start + size);
        const abort = signal === undefined ? {} : { abortSignal: signal };
        const { embeddings } = await model.doEmbed({ values, ...abort });
        signal?.throwIfAborted();
        if (embeddings.length !== values.length || embeddings.some(({ length }) => length !== dimension)) {
          throw unexpectedVectors(values.length, dimension);
        }
        vectors.push(...embeddings.map((embedding) => Float32Array.from(embedding)));
      }
      return vectors;
    },
  };
}

function unexpectedVectors(count: number, dimension: number): OctavecError {
  return new OctavecError(
    "EMBEDDING_FAILED",
    `The embedding model gave other vectors than ${count} of dimension ${dimension}. Correct the option dimension.`,
    { details: { expected: dimension } },
  );
}
