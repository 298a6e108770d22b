export type { FailureCounts } from "./async/index.js";
export { connect, VectorClient } from "./client.js";
export {
  type Filter,
  type FilterBuilder,
  type FilterValue,
  f,
  filterFor,
  matches,
  type OrderedValue,
} from "./commands/index.js";
export type { Advisory, PoolFigures } from "./connection/index.js";
export { optionsFromEnv } from "./environment/index.js";
export { type BackgroundFailure, type ErrorCode, isOctavecError, OctavecError } from "./errors/index.js";
export type {
  Capabilities,
  Command,
  Executor,
  Reply,
  SendOptions,
  StepResult,
  Transaction,
} from "./executor.js";
export {
  createHealthHandlers,
  type FastifyHealthReply,
  type HealthHandler,
  type HealthHandlerOptions,
  type HealthHandlers,
  type HealthRequest,
  type NodeHealthResponse,
  type ReadyHandler,
} from "./health-handlers.js";
export type {
  AdvisoryEvent,
  BackgroundFailureEvent,
  BreakerEvent,
  BreakerState,
  BreakerTransition,
  EventCounts,
  EventListener,
  Logger,
  MissingRightEvent,
  OctavecEvent,
  ServerDownEvent,
  ServerUpEvent,
} from "./monitoring/index.js";
export type {
  AddressMap,
  Attributes,
  AttributesSchema,
  BreakerOptions,
  ClusterConnectOptions,
  ConnectOptions,
  Credentials,
  CredentialsProvider,
  LeaseOptions,
  OperationOptions,
  PrecisionEvent,
  Quantization,
  ReadFrom,
  RecalibrateOptions,
  RepositoryOptions,
  RetryOptions,
  SentinelConnectOptions,
  ServerAddress,
  TelemetryConnectOptions,
  TlsOptions,
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
  type SearchPage,
  type SearchQuery,
  type StoredRecord,
  UpsertManyError,
  type UpsertReport,
  type VectorInput,
  type VectorRecord,
  VectorRepository,
} from "./repository/index.js";
export type { Health } from "./topology/index.js";
