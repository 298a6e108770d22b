export type { CondenseTurns, SemanticCacheOptions } from "./cache-parts.js";
export type {
  AnswerCandidate,
  Decision,
  DecisionPolicy,
  DecisionQuery,
  HookOptions,
  JudgeHook,
  Neighbour,
  RerankHook,
} from "./decision/index.js";
export { thresholdPolicy } from "./decision/index.js";
export type { TokenUsage } from "./entry/index.js";
export type { InvalidationReport, InvalidationTarget } from "./invalidation/index.js";
export type {
  CacheHit,
  CacheMiss,
  CacheTier,
  GuardNote,
  LookupResult,
  LookupWhy,
  MissReason,
} from "./lookup/index.js";
export type { BypassReason, CacheMessage, CacheRequest, CacheScope, JsonValue } from "./request/index.js";
export { SemanticCache } from "./semantic-cache.js";
export type { Answer, StoreResult } from "./store/index.js";
export type { Producer, WrapOptions, WrappedAnswer } from "./wrap/index.js";
