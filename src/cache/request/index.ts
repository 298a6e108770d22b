export type {
  BypassReason,
  CacheMessage,
  CacheRequest,
  CacheScope,
  IdentifiedRequest,
  JsonValue,
} from "./cache-request.js";
export {
  checkEntryId,
  checkTags,
  type IdentityRules,
  identifyRequest,
  scopeIdOfEntry,
} from "./identify-request.js";
export { KeyHasher, SCOPE_ID_LENGTH } from "./key-hasher.js";
export { type ConversationRules, findQuestion, type Question, type QuestionFinding } from "./question.js";
