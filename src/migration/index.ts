export type { BackfillProgress, BackfillTuning, HashFieldType, HashSourceOptions } from "../options/index.js";
export { type BackfillOptions, type BackfillReport, backfill } from "./backfill/backfill.js";
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
