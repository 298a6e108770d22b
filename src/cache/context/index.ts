export type { CacheContext } from "./cache-context.js";
export { Generation } from "./generation.js";
export { CACHE_TIMINGS, type CacheTimings } from "./timings.js";
