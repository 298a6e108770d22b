import { createEnergeticEmbedder } from "../../../src/embedding/index.js";

/** What `startEmbeddingProcess` sends to this program, and what comes back. */
export interface EmbeddingRequest {
  readonly texts: readonly string[];
}
export type EmbeddingReply = { readonly vectors: Float32Array[] } | { readonly error: Error };

const embedder = createEnergeticEmbedder();

process.on("message", async ({ texts }: EmbeddingRequest) => {
  process.send?.(await answer(texts));
});
// Ctrl-C reaches the whole group; the parent decides when this process ends.
process.on("SIGINT", () => {});

async function answer(texts: readonly string[]): Promise<EmbeddingReply> {
  try {
    return { vectors: await embedder.embed(texts) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
