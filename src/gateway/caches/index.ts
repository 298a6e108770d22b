export { type CacheDefinition, definitionOf } from "./cache-definition.js";
export { CacheDirectory } from "./cache-directory.js";
export { EntrySecrets } from "./entry-secrets.js";
export { type GatewayCache, openGatewayCache } from "./gateway-cache.js";
export type { StoredKey } from "./stored-records.js";
export { WatchedEmbedder } from "./watched-embedder.js";
