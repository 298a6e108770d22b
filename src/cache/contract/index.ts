export type { CacheEntry, LivingEntry, TokenUsage } from "./cache-entry.js";
export type { CacheObserver, EmbedEvent, LookupEvent, StoreEvent, VerdictEvent } from "./cache-observer.js";
export type {
  Decision,
  DecisionDetails,
  DecisionName,
  DecisionPolicy,
  DecisionQuery,
  Neighbour,
  Outcome,
  StoredQuestion,
  WeighedAnswer,
} from "./decision-policy.js";
export type {
  CacheHit,
  CacheMiss,
  CacheTier,
  GuardNote,
  LookupResult,
  LookupWhy,
  MissReason,
} from "./lookup-result.js";
export type { Answer, StoreResult } from "./store-result.js";
