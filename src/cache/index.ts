export type { EmbeddingCacheOptions, PlaceOptions, RateLimiterOptions } from "../options/index.js";
export { EmbeddingCache, type EmbeddingCacheParts } from "./embeddings/embedding-cache.js";
export type { EmbeddingCacheStats } from "./embeddings/embedding-statistics.js";
export { RateLimiter, type RateLimiterParts, type RateVerdict } from "./rate-limit/rate-limiter.js";
