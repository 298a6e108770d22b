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
  identifyRequest,
  scopeIdOfEntry,
} from "./identify-request.js";
export { KeyHasher, SCOPE_ID_LENGTH } from "./key-hasher.js";
export { findQuestion } from "./question.js";
