export type {
  BackfillProgress,
  BackfillTuning,
  ExportToQdrantOptions,
  HashFieldType,
  HashSourceOptions,
  LiveEvent,
  LiveTuning,
  PlannedTarget,
  PlanOptions,
  QdrantConnectionOptions,
  QdrantSourceOptions,
  RebuildProgress,
  RebuildTuning,
  RediSearchConnectionOptions,
  RediSearchOptions,
  VectorComponentType,
  VerifyTuning,
} from "../options/index.js";
export { type BackfillOptions, type BackfillReport, backfill } from "./backfill/backfill.js";
export type { FilterTranslation, UntranslatedPart } from "./filter/condition.js";
export type { FilterFields } from "./filter/field-conditions.js";
export { translateQdrantFilter } from "./filter/qdrant-filter.js";
export { type QueryFields, translateRediSearchQuery } from "./filter/redisearch-filter.js";
export { DualWriter, type DualWriterOptions } from "./live/dual-writer.js";
export { type FinishOptions, finishMigration } from "./live/finish-migration.js";
export type { LivePort, LiveQuery, PortOptions } from "./live/live-port.js";
export type { LiveSides } from "./live/mirror.js";
export { type LiveCollection, openAlias } from "./live/open-alias.js";
export { cutover, rollback, type SwitchOptions, type SwitchReport } from "./live/switch-side.js";
export { type DryRunOptions, type DryRunReport, dryRun } from "./plan/dry-run.js";
export type { PlannedField, ValueKind } from "./plan/field-tally.js";
export { formatPlan } from "./plan/format-plan.js";
export { type MigrationPlan, type PlanMigrationOptions, planMigration } from "./plan/plan-migration.js";
export { exportToQdrant, type QdrantExportReport } from "./qdrant/export-to-qdrant.js";
export { QdrantSource } from "./qdrant/qdrant-source.js";
export { type CollectionPort, createCollectionPort } from "./rebuild/collection-port.js";
export { type RebuildOptions, type RebuildReport, rebuild } from "./rebuild/rebuild.js";
export { RediSearchSource, type RediSearchSourceOptions } from "./redisearch/redisearch-source.js";
export { createCollectionSource } from "./source/collection-source.js";
export { exportToJsonl, type JsonlExportOptions } from "./source/export-to-jsonl.js";
export { createHashSource } from "./source/hash-source.js";
export { formatJsonlRecord } from "./source/jsonl-record.js";
export { createJsonlSource } from "./source/jsonl-source.js";
export type {
  FieldMapping,
  MigrationRecord,
  MigrationSource,
  PageOptions,
  RejectedRecord,
  SourceDescription,
  SourceHit,
  SourcePage,
  StoredForm,
} from "./source/source.js";
export type { SourceExecutor } from "./source/walk-keys.js";
export type { Side } from "./target/versioned-script.js";
export {
  type ShadowComparison,
  ShadowReader,
  type ShadowReaderOptions,
  type ShadowReport,
} from "./verify/shadow-reader.js";
export { type VerifiedFilter, type VerifyOptions, verifyMigration } from "./verify/verify-migration.js";
export type { Recall, VerifyReport } from "./verify/verify-report.js";
