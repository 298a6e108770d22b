export { RateLimiter, type RateLimiterParts, type RateVerdict } from "./rate-limiter.js";
