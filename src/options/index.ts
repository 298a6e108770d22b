export {
  type ConnectOptions,
  connectOptionsSchema,
  type ResolvedConnectOptions,
  type TelemetryConnectOptions,
} from "./connect-options.js";
export {
  type EnergeticEmbedderOptions,
  energeticEmbedderSchema,
  type OpenAiEmbedderOptions,
  openAiEmbedderSchema,
  type ResolvedOpenAiEmbedderOptions,
  type TestEmbedderOptions,
  testEmbedderSchema,
} from "./embedding-options.js";
export {
  checkClearOptions,
  checkOperationOptions,
  checkSendOptions,
  type OperationOptions,
} from "./operation-options.js";
export { parseOptions } from "./parse-options.js";
export {
  type Attributes,
  type AttributesSchema,
  type Quantization,
  type RepositoryOptions,
  type ResolvedRepositoryOptions,
  repositoryOptionsSchema,
} from "./repository-options.js";
export { checkSearchTuning, type SearchTuning, type Threading } from "./search-options.js";
export {
  type ResolvedUpsertManyOptions,
  type UpsertManyOptions,
  type UpsertProgress,
  upsertManyOptionsSchema,
} from "./upsert-many-options.js";
