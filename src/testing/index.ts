export type { RedisHandle, RedisSource, StartReplicaOptions } from "./redis-handle.js";
export { startRedis8 } from "./start-redis8.js";
export type { StartRedis8Options } from "./start-redis8-options.js";
