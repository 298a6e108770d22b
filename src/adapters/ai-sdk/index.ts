export type { OctavecCallOptions } from "./call-controls.js";
export { type AiSdkEmbeddingMiddleware, cachedEmbeddings } from "./embeddings.js";
export { type AiSdkCacheOptions, type AiSdkMiddleware, semanticCache } from "./semantic-cache.js";
