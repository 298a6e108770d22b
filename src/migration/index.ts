export type {
  ExportToQdrantOptions,
  QdrantConnectionOptions,
  QdrantSourceOptions,
  RediSearchConnectionOptions,
  RediSearchOptions,
  VectorComponentType,
} from "../options/index.js";
export { exportToQdrant, type QdrantExportReport } from "./qdrant/export-to-qdrant.js";
export { QdrantSource } from "./qdrant/qdrant-source.js";
export { RediSearchSource, type RediSearchSourceOptions } from "./redisearch/redisearch-source.js";
export type { SourceExecutor } from "./redisearch/source-executor.js";
export type {
  FieldMapping,
  MigrationRecord,
  MigrationSource,
  PageOptions,
  RejectedRecord,
  SourceDescription,
  SourceHit,
  SourcePage,
} from "./source/source.js";
