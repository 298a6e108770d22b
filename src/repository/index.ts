export type { DeleteReport, UpdateReport } from "./change-matching.js";
export type { ClearOptions } from "./clear-collection.js";
export type { CollectionInfo } from "./collection-info.js";
export { parseDeleteCall } from "./delete-with-words.lua.js";
export { elementIds } from "./element-ids.js";
export { checkId } from "./elements/check-id.js";
export { collectionKeys } from "./elements/collection-keys.js";
export { prepareVector, type VectorInput } from "./elements/prepare-vector.js";
export { Sweepers } from "./expiry/sweepers.js";
export type { FindOptions, Listed, ListedRecord, ScanOptions } from "./list-records.js";
export {
  ATTRIBUTE_OVERHEAD_BYTES,
  estimateElementBytes,
  HASH_FIELD_OVERHEAD_BYTES,
} from "./memory-estimate.js";
export type { AttributesPatch, AttributesUpdate } from "./patch-attributes.js";
export type { PrecisionCounts } from "./precision/precision-monitor.js";
export type { PrecisionReport } from "./precision/precision-report.js";
export type { VectorRecord } from "./prepared-record.js";
export type { RecordSource } from "./record-source.js";
export { type RecordedCollection, readRecordedCollections } from "./recorded-collection.js";
export type { SearchExample } from "./search/examples.js";
export type { SearchPage } from "./search/native-search.js";
export type { SearchHit, SearchQuery } from "./search/search.js";
export type { HybridHit, HybridQuery, TextHit, TextQuery } from "./search/word-query.js";
export type { SearchOutcome } from "./search-many.js";
export type { StoredRecord } from "./stored-record.js";
export { type RecordFailure, UpsertManyError, type UpsertReport } from "./upsert-report.js";
export { VectorRepository } from "./vector-repository.js";
export { WORDS_FUNCTION } from "./words/index.js";
export {
  parseWriteCall,
  SET_FUNCTION,
  type SentWriteCall,
  WRITE_FUNCTIONS,
  type WriteCall,
} from "./write-elements.lua.js";
