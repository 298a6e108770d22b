export { percent, type ShareInterval, wilsonInterval } from "../../share-interval.js";
export {
  type AnswersInScope,
  type BindablePolicy,
  type BoundPolicy,
  type DecidedHit,
  type EntryVector,
  type MetricsTarget,
  POLICY_KEYS,
  type PolicyHost,
  type PolicyKey,
} from "./bound-policy.js";
export type { CacheEntry, LivingEntry, TokenUsage } from "./cache-entry.js";
export type {
  CacheObserver,
  EmbedEvent,
  JudgeUse,
  LookupEvent,
  StoreEvent,
  VerdictEvent,
} from "./cache-observer.js";
export type {
  Decision,
  DecisionDetails,
  DecisionName,
  DecisionPolicy,
  DecisionQuery,
  Neighbour,
} from "./decision-policy.js";
export {
  CACHE_TIERS,
  type CacheHit,
  type CacheMiss,
  type CacheTier,
  type GuardNote,
  type LookupResult,
  type LookupWhy,
  type MissReason,
} from "./lookup-result.js";
export { agreementPolicy, thresholdPolicy } from "./named-policies.js";
export { costOf, embeddingOf, MICROS, usedTokens } from "./price.js";
export type { Answer, AnswerToStore, GivenAnswer, StoreResult } from "./store-result.js";
export { type AnswerPart, type StructuredAnswer, textOfAnswer } from "./structured-answer.js";
export type { LearnedWords, Substitution, WordPair } from "./substitution.js";
