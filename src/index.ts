export { connect, VectorClient } from "./client.js";
export { type Filter, f } from "./commands/index.js";
export type { Health, PoolFigures } from "./connection/index.js";
export { type ErrorCode, isOctavecError, OctavecError } from "./errors/index.js";
export type {
  Capabilities,
  Command,
  Executor,
  Reply,
  SendOptions,
  StepResult,
  Transaction,
} from "./executor.js";
export type {
  Attributes,
  AttributesSchema,
  ConnectOptions,
  OperationOptions,
  PrecisionEvent,
  Quantization,
  RecalibrateOptions,
  RepositoryOptions,
  TelemetryConnectOptions,
  UpsertManyOptions,
  UpsertProgress,
} from "./options/index.js";
export {
  type ClearOptions,
  type CollectionInfo,
  type PrecisionCounts,
  type PrecisionReport,
  type RecordFailure,
  type RecordSource,
  type SearchHit,
  type SearchQuery,
  type StoredRecord,
  UpsertManyError,
  type UpsertReport,
  type VectorInput,
  type VectorRecord,
  VectorRepository,
} from "./repository/index.js";
