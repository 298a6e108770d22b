export { type AllTenantsStats, readAllTenants, type TenantFigures, type TenantStats } from "./all-tenants.js";
export type { CacheStats } from "./cache-stats.js";
export { readStats } from "./cache-stats-of.js";
export { type Feedback, type FeedbackResult, giveFeedback, RecentHits } from "./give-feedback.js";
export { type CacheTelemetrySource, keepAccount, metricsTargetOf, tracesOf } from "./keep-account.js";
export type { Ledger } from "./ledger.js";
export {
  type RecentDays,
  type RecentDaysOptions,
  type RepeatedQuestion,
  readRecentDays,
} from "./recent-days.js";
