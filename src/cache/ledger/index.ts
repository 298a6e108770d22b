export type {
  AccountStats,
  CacheStats,
  EmbeddingStats,
  SavedStats,
  SimilarityBins,
  VerdictStats,
} from "./cache-stats.js";
export { keepAccount } from "./keep-account.js";
export type { Ledger } from "./ledger.js";
export { readStats } from "./read-stats.js";
