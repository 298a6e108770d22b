/** Options from environment variables. */
export { type CacheEnvironment, cacheOptionsFromEnv } from "./cache-options.js";
export { optionsFromEnv } from "./connect-options.js";
