import { Embeddings, type EmbeddingsParams } from "@langchain/core/embeddings";
import { type Embedder, embedOne } from "../../embedding/index.js";

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
