export type { Candidate, Found } from "./candidate.js";
export { errorBound, type PreparedQuery, prepareQuery } from "./prepared-query.js";
export { type ResolvedCandidate, resolveSimilarities } from "./resolve-similarities.js";
export { EntrySearcher } from "./search-entries.js";
