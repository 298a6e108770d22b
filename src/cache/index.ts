export type {
  EmbeddingCacheOptions,
  EventStreamOptions,
  PlaceOptions,
  RateLimiterOptions,
  SseOptions,
} from "../options/index.js";
export { EmbeddingCache, type EmbeddingCacheParts } from "./embeddings/embedding-cache.js";
export type { EmbeddingCacheStats } from "./embeddings/embedding-statistics.js";
export {
  type CacheEnvironment,
  type CacheSettings,
  cacheOptionsFromEnv,
  type EmbeddingCacheSettings,
} from "./environment/cache-options-from-env.js";
export {
  EventStream,
  type EventStreamParts,
  type NewEvent,
  type ReadEventsOptions,
} from "./event-stream/event-stream.js";
export { toServerSentEvents } from "./event-stream/server-sent-events.js";
export { createSseHandler, type SseHandlerOptions } from "./event-stream/sse-handler.js";
export type { StreamEvent } from "./event-stream/stream-event.js";
export { RateLimiter, type RateLimiterParts, type RateVerdict } from "./rate-limit/rate-limiter.js";
