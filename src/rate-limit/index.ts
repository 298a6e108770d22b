export type { PlaceOptions, RateLimiterOptions } from "../options/index.js";
export { RateLimiter, type RateLimiterParts, type RateVerdict } from "./rate-limiter.js";
