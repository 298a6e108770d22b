export type { RetryTiming } from "../async/index.js";
export type {
  AiSdkEmbedderOptions,
  AiSdkEmbeddingModel,
  ClipEmbedderOptions,
  EmbeddingCacheOptions,
  EmbedInput,
  EnergeticEmbedderOptions,
  LangChainEmbedderOptions,
  LangChainEmbeddings,
  Modality,
  OllamaEmbedderOptions,
  OpenAiEmbedderOptions,
  PlaceOptions,
  TestEmbedderOptions,
  TransformersEmbedderOptions,
  TransformersModelOptions,
} from "../options/index.js";
export { createAiSdkEmbedder } from "./ai-sdk-embedder.js";
export { EmbeddingCache, type EmbeddingCacheParts } from "./cache/embedding-cache.js";
export type { EmbeddingCacheStats } from "./cache/embedding-statistics.js";
export { embedInputs } from "./contract/embed-inputs.js";
export type { Embedder, EmbedOptions, RecommendedThreshold } from "./contract/embedder.js";
export type { TextPrefixes } from "./contract/text-prefixes.js";
export { withPrefix } from "./contract/with-prefix.js";
export { embedOne } from "./embed-one.js";
export { createEnergeticEmbedder, type EnergeticEmbedder } from "./energetic/energetic-embedder.js";
export { createLangChainEmbedder } from "./lang-chain-embedder.js";
export { createOllamaEmbedder } from "./ollama-embedder.js";
export { createOpenAiEmbedder } from "./openai-embedder.js";
export { decodeEmbeddings } from "./openai-reply.js";
export { createTestEmbedder } from "./test-embedder.js";
export { createClipEmbedder } from "./transformers/clip-embedder.js";
export { createTransformersEmbedder } from "./transformers/transformers-embedder.js";
