export { EntryCipher } from "./context/entry-cipher.js";
export { EntryCodec } from "./context/entry-codec.js";
export { CACHE_TIMINGS, type CacheTimings, type EntryContext } from "./context/entry-context.js";
export { ANSWER_FIELDS } from "./context/entry-fields.js";
export { Generation } from "./context/generation.js";
export { lifeOf } from "./context/limits.js";
export { isQuarantined, quarantineOf } from "./context/quarantine-list.js";
export { announce } from "./invalidation/announce.js";
export { type InvalidationReport, invalidate } from "./invalidation/invalidate.js";
export {
  type CheckedTarget,
  checkTarget,
  type InvalidationTarget,
} from "./invalidation/invalidation-target.js";
export {
  type InvalidationPreview,
  type PreviewOptions,
  previewInvalidation,
} from "./invalidation/preview-invalidation.js";
export {
  type QuarantineOptions,
  type QuarantineReport,
  quarantine,
} from "./invalidation/quarantine.js";
export { attachLifetime } from "./lifetime/attach-lifetime.js";
export { endProbation } from "./lifetime/end-probation.js";
export { policyHostOf } from "./policy-host.js";
export { dropDamaged } from "./read/drop-damaged.js";
export { readEntry } from "./read/read-entry.js";
export { readLatestOfQuestion } from "./read/read-labelled.js";
export { NOTE_VERDICT } from "./scripts/change-entry.lua.js";
export { ANEW_DAYS_KEPT, DAYS_KEPT, READ_DAYS } from "./scripts/days.lua.js";
export { ACQUIRE_LEASE, KEEP_LEASE } from "./scripts/lease.lua.js";
export { FLUSH_LEDGER, READ_LEDGER } from "./scripts/ledger.lua.js";
export type { EntrySearch } from "./search/entry-search.js";
export { type EntryCandidate, type FoundEntries, NO_WORDS } from "./search/found-entry.js";
export type { ExactReading } from "./search/look-up-entries.js";
export { measureRecall } from "./search/measure-recall.js";
export { nameNearest } from "./search/name-nearest.js";
export { readPrompts } from "./search/read-prompts.js";
export { leavesDoubt, searchEntries } from "./search/search-entries.js";
export type { AskedAt } from "./store/put-entry.js";
export { receivedAnswer } from "./store/received-answer.js";
export { storeAnswer, storeRequest } from "./store/store-answer.js";
export { type ClearReport, type ClearTenantOptions, clearTenant } from "./tenants/clear-tenant.js";
export { scanKeys } from "./tenants/scan-keys.js";
export { TenantFamily } from "./tenants/tenant-family.js";
export { type ExportOptions, exportEntries } from "./transfer/export-entries.js";
export { type FindByWordsOptions, type FoundByWords, findByWords } from "./transfer/find-by-words.js";
export { readJsonl, writeJsonl } from "./transfer/jsonl.js";
export type { TransferReport } from "./transfer/run-transfer.js";
export { type WarmEntry, warmEntries } from "./transfer/warm-entries.js";
export { type WarmMemoryOptions, warmMemory } from "./transfer/warm-memory.js";
