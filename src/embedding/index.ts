export type {
  EnergeticEmbedderOptions,
  OpenAiEmbedderOptions,
  TestEmbedderOptions,
} from "../options/index.js";
export type { Embedder, EmbedOptions } from "./embedder.js";
export { createEnergeticEmbedder } from "./energetic-embedder.js";
export { createOpenAiEmbedder } from "./openai-embedder.js";
export { createTestEmbedder } from "./test-embedder.js";
