export { type CachingFetchOptions, createCachingFetch } from "./caching-fetch.js";
