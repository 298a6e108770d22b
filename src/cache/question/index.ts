export { CacheKeys } from "./cache-keys.js";
export type {
  BypassReason,
  CacheMessage,
  CacheRequest,
  CacheScope,
  IdentifiedRequest,
  JsonValue,
  MediaQuestion,
} from "./cache-request.js";
export { canonicalJson } from "./canonical-json.js";
export {
  canEmbed,
  embeddedCharacters,
  embedQuestion,
  embedQuestions,
  type QuestionToEmbed,
  vectorKeyOf,
} from "./embed-question.js";
export { EmbedderBreaker, type EmbedderFigures } from "./embedder-breaker.js";
export { checkEntryId, checkTags, checkWriter, identityOf, nameOfImage, promptIdOf } from "./identity.js";
export { KeyHasher, SCOPE_ID_LENGTH } from "./key-hasher.js";
export {
  labelsOf,
  modelLabel,
  probationLabel,
  questionLabel,
  tagAttributes,
  tagFilter,
  tagLabel,
  writerLabel,
} from "./labels.js";
export {
  cosineToQuery,
  type EmbeddedQuestion,
  errorBound,
  type QueryVector,
  queryVectorOf,
  worstErrorNorm,
} from "./query-vector.js";
export type { CondenseTurns, QuestionContext } from "./question-context.js";
export { RecentQueries } from "./recent-queries.js";
export { scopeIdOfEntry } from "./scope-id.js";
export { vectorSpaceOf } from "./vector-space.js";
