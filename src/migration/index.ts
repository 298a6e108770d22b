export type {
  BackfillProgress,
  BackfillTuning,
  HashFieldType,
  HashSourceOptions,
  LiveEvent,
  LiveTuning,
  VerifyTuning,
} from "../options/index.js";
export { type BackfillOptions, type BackfillReport, backfill } from "./backfill/backfill.js";
export { type DryRunOptions, type DryRunReport, dryRun } from "./backfill/dry-run.js";
export { DualWriter, type DualWriterOptions } from "./live/dual-writer.js";
export { type FinishOptions, finishMigration } from "./live/finish-migration.js";
export type { LivePort, LiveQuery, PortOptions } from "./live/live-port.js";
export type { LiveSides } from "./live/mirror.js";
export { type LiveCollection, openAlias } from "./live/open-alias.js";
export {
  type ShadowComparison,
  ShadowReader,
  type ShadowReaderOptions,
  type ShadowReport,
} from "./live/shadow-reader.js";
export { cutover, rollback, type SwitchOptions, type SwitchReport } from "./live/switch-side.js";
export type { Side } from "./live/versioned-script.js";
export { createCollectionSource } from "./source/collection-source.js";
export { type ExportOptions, exportToJsonl } from "./source/export-to-jsonl.js";
export { createHashSource } from "./source/hash-source.js";
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
} from "./source/source.js";
export { type VerifiedFilter, type VerifyOptions, verifyMigration } from "./verify/verify-migration.js";
export type { Recall, VerifyReport } from "./verify/verify-report.js";
