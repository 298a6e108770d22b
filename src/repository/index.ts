export type { RepositoryBackground } from "./calibration-keeper.js";
export type { DeleteReport, UpdateReport } from "./change-matching.js";
export type { ClearOptions } from "./clear-collection.js";
export type { CollectionInfo } from "./collection-info.js";
export { fieldsOf } from "./collection-record.js";
export { parseDeleteCall } from "./delete-with-words.lua.js";
export { elementIds } from "./element-ids.js";
export { checkId } from "./elements/check-id.js";
export { checkedList } from "./elements/checked-list.js";
export { type CollectionPlace, collectionKeys, shardPlace } from "./elements/collection-keys.js";
export { prepareVector, type VectorInput, type VectorShape } from "./elements/prepare-vector.js";
export { Sweepers } from "./expiry/sweepers.js";
export type { FindOptions, Listed, ListedRecord, ScanOptions } from "./list-records.js";
export {
  ATTRIBUTE_OVERHEAD_BYTES,
  estimateElementBytes,
  HASH_FIELD_OVERHEAD_BYTES,
} from "./memory-estimate.js";
export type { AttributesPatch, AttributesUpdate } from "./patch-attributes.js";
export { type BroadSearched, isBroad, planBroadSearch } from "./precision/broad-search.js";
export type { VectorReader } from "./precision/mean-of-examples.js";
export type { PrecisionCounts } from "./precision/precision-monitor.js";
export type { PrecisionReport } from "./precision/precision-report.js";
export type { PreparedRecord, VectorRecord } from "./prepared-record.js";
export type { RecordSource } from "./record-source.js";
export { type RecordedCollection, readRecordedCollections } from "./recorded-collection.js";
export { explainForbiddenScript } from "./requires-scripts.js";
export type { SearchExample } from "./search/examples.js";
export type { MissingShard, SearchPage } from "./search/native-search.js";
export { DEFAULT_LIMIT, type SearchHit, type SearchQuery } from "./search/search.js";
export { withDeadline } from "./search/with-deadline.js";
export type { HybridHit, HybridQuery, TextHit, TextQuery, WordHit } from "./search/word-query.js";
export { type AnyHit, type AnyQuery, type SearchOutcome, searchAll, searchEach } from "./search-many.js";
export { type ShardAccess, shardAccess } from "./shard-access.js";
export type { StoredRecord } from "./stored-record.js";
export { shareFound } from "./tuning/share-found.js";
export type { TuneReport } from "./tuning/tune-report.js";
export type { WriteOutcome } from "./upsert-account.js";
export { type UpsertTarget, upsertMany } from "./upsert-many.js";
export { type RecordFailure, UpsertManyError, type UpsertReport } from "./upsert-report.js";
export { upsertOne } from "./upsert-target.js";
export { VectorRepository } from "./vector-repository.js";
export { WORDS_FUNCTION } from "./words/index.js";
export {
  parseWriteCall,
  SET_FUNCTION,
  type SentWriteCall,
  WRITE_FUNCTIONS,
  type WriteCall,
} from "./write-elements.lua.js";
export { failureOf } from "./write-failure.js";
