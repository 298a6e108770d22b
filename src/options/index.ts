export {
  type EnergeticEmbedderOptions,
  energeticEmbedderSchema,
  type OpenAiEmbedderOptions,
  openAiEmbedderSchema,
  type ResolvedOpenAiEmbedderOptions,
  type TestEmbedderOptions,
  testEmbedderSchema,
} from "./embedding-options.js";
export { parseOptions } from "./parse-options.js";
