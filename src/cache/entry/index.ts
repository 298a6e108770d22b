export type { CacheEntry, LivingEntry, TokenUsage } from "./cache-entry.js";
export { ANSWER_FIELDS, type AnswerToStore, decodeAnswer, encodeAnswer } from "./entry-fields.js";
