export type { RetryTiming } from "../async/index.js";
export type {
  EmbeddingCacheOptions,
  EnergeticEmbedderOptions,
  OpenAiEmbedderOptions,
  PlaceOptions,
  TestEmbedderOptions,
} from "../options/index.js";
export { EmbeddingCache, type EmbeddingCacheParts } from "./cache/embedding-cache.js";
export type { EmbeddingCacheStats } from "./cache/embedding-statistics.js";
export type { Embedder, EmbedOptions } from "./embedder.js";
export { createEnergeticEmbedder } from "./energetic-embedder.js";
export { createOpenAiEmbedder } from "./openai-embedder.js";
export { createTestEmbedder } from "./test-embedder.js";
