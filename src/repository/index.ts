export type { ClearOptions } from "./clear-collection.js";
export type { PrecisionCounts } from "./precision/precision-monitor.js";
export type { PrecisionReport } from "./precision/precision-report.js";
export type { VectorInput } from "./prepare-vector.js";
export type { VectorRecord } from "./prepared-record.js";
export type { SearchHit, SearchQuery } from "./search.js";
export type { RecordSource } from "./upsert-many.js";
export { type RecordFailure, UpsertManyError, type UpsertReport } from "./upsert-report.js";
export { type CollectionInfo, type StoredRecord, VectorRepository } from "./vector-repository.js";
