export type {
  AccountStats,
  CacheStats,
  EmbeddingStats,
  SavedStats,
  SimilarityBins,
  VerdictStats,
} from "./cache-stats.js";
export { type Feedback, type FeedbackResult, giveFeedback } from "./give-feedback.js";
export { type CacheTelemetrySource, keepAccount, metricsTargetOf } from "./keep-account.js";
export type { Ledger } from "./ledger.js";
export { readStats } from "./read-stats.js";
export { RecentHits } from "./recent-hits.js";
