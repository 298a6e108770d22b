export { type CacheDefinition, definitionOf } from "./cache-definition.js";
export { CacheDirectory } from "./cache-directory.js";
export type { GatewayCache } from "./gateway-cache.js";
export { WatchedEmbedder } from "./watched-embedder.js";
