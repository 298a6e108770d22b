export type {
  ExportToQdrantOptions,
  QdrantConnectionOptions,
  QdrantSourceOptions,
} from "../options/index.js";
export { exportToQdrant, type QdrantExportReport } from "./qdrant/export-to-qdrant.js";
export { QdrantSource } from "./qdrant/qdrant-source.js";
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
