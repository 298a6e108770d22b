export { type Choice, chooseEntry, findNearest } from "./choose-entry.js";
export type { Examined } from "./examined.js";
export { lookUp } from "./look-up.js";
export type {
  CacheHit,
  CacheMiss,
  CacheTier,
  GuardNote,
  LookupResult,
  LookupWhy,
  MissReason,
} from "./lookup-result.js";
export { identityOf } from "./question-identity.js";
export { floorOf, thresholdOf } from "./threshold-of.js";
