export type {
  ExportToQdrantOptions,
  PlannedTarget,
  PlanOptions,
  QdrantConnectionOptions,
  QdrantSourceOptions,
  RediSearchConnectionOptions,
  RediSearchOptions,
  VectorComponentType,
} from "../options/index.js";
export type { FilterTranslation, UntranslatedPart } from "./filter/condition.js";
export type { FilterFields } from "./filter/field-conditions.js";
export { translateQdrantFilter } from "./filter/qdrant-filter.js";
export { type QueryFields, translateRediSearchQuery } from "./filter/redisearch-filter.js";
export { type DryRunOptions, type DryRunReport, dryRun } from "./plan/dry-run.js";
export type { PlannedField, ValueKind } from "./plan/field-tally.js";
export { formatPlan } from "./plan/format-plan.js";
export { type MigrationPlan, type PlanMigrationOptions, planMigration } from "./plan/plan-migration.js";
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
