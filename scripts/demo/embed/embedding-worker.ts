import { createEnergeticEmbedder } from "../../../src/embedding/index.js";

/** The request that `startEmbeddingProcess` sends to this program. The reply is an `EmbeddingReply`. */
export interface EmbeddingRequest {
  readonly texts: readonly string[];
}
export type EmbeddingReply = { readonly vectors: Float32Array[] } | { readonly error: Error };

const embedder = createEnergeticEmbedder();

process.on("message", async ({ texts }: EmbeddingRequest) => {
  process.send?.(await answer(texts));
});
// Ctrl-C signals the whole process group, but the parent decides when this process ends.
process.on("SIGINT", () => {});

async function answer(texts: readonly string[]): Promise<EmbeddingReply> {
  try {
    return { vectors: await embedder.embed(texts) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
