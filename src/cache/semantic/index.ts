export type { Candidate, Found } from "./candidate.js";
export { errorBound, type PreparedQuery, prepareQuery } from "./prepared-query.js";
export { type ResolvedCandidate, resolveSimilarities } from "./resolve-similarities.js";
export { type EntrySearch, EntrySearcher, type SearchSettings } from "./search-entries.js";
