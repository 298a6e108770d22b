import { Embeddings, type EmbeddingsInterface, type EmbeddingsParams } from "@langchain/core/embeddings";
import { type Embedder, embedOne } from "../../embedding/index.js";
import { OctavecError, requireKnownFields } from "../../errors/index.js";

/** Fields of `OctavecEmbeddings`. */
export interface OctavecEmbeddingsFields extends EmbeddingsParams {
  /** Any embedder of octavec: a local model, an `EmbeddingCache` … */
  readonly embedder: Embedder;
}

/** An embedder of octavec as embeddings of LangChain. A blank text is refused, because it has no vector. */
export class OctavecEmbeddings extends Embeddings {
  readonly #embedder: Embedder;

  constructor({ embedder, ...params }: OctavecEmbeddingsFields) {
    super(params);
    this.#embedder = embedder;
  }

  /** @throws OctavecError `INVALID_ARGUMENT`, `EMBEDDING_FAILED`; what the embedder fails with. */
  async embedDocuments(documents: string[]): Promise<number[][]> {
    const vectors = await this.#embedder.embed(documents);
    return vectors.map((vector) => Array.from(vector));
  }

  /** @throws OctavecError as `embedDocuments`. */
  async embedQuery(document: string): Promise<number[]> {
    return Array.from(await embedOne(this.#embedder, document));
  }
}

/** Options of `createLangChainEmbedder`. */
export interface LangChainEmbedderOptions {
  /** Embeddings of LangChain, such as `OpenAIEmbeddings`. */
  readonly embeddings: EmbeddingsInterface;
  /** Name of the model. Vectors of different models are kept apart by it, so it must change when the model does. */
  readonly model: string;
  /** Length of its vectors, 1 to 65,536. Every reply is checked against it. */
  readonly dimension: number;
}

/**
 * Embeddings of LangChain as an embedder of octavec, for example for a semantic cache. A signal ends the wait, but not the call.
 *
 * @throws OctavecError `INVALID_ARGUMENT`. `embed` rejects with `EMBEDDING_FAILED` for other vectors than expected, and with what the
 * embeddings throw.
 */
export function createLangChainEmbedder(options: LangChainEmbedderOptions): Embedder {
  const fields = ["embeddings", "model", "dimension"];
  requireKnownFields(options, { what: "options of createLangChainEmbedder", fields });
  const { embeddings, model, dimension } = options;
  return {
    model,
    dimension,
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      const vectors = await embeddings.embedDocuments([...texts]);
      signal?.throwIfAborted();
      if (vectors.length === texts.length && vectors.every(({ length }) => length === dimension)) {
        return vectors.map((vector) => Float32Array.from(vector));
      }
      throw new OctavecError(
        "EMBEDDING_FAILED",
        `The embeddings gave other vectors than ${texts.length} of dimension ${dimension}. Correct the option dimension.`,
        { details: { expected: dimension } },
      );
    },
  };
}
