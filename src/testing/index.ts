export type { RedisHandle, RedisSource, StartReplicaOptions } from "./redis-handle.js";
export {
  type RedisClusterHandle,
  type StartRedisCluster8Options,
  startRedisCluster8,
} from "./start-redis-cluster8.js";
export {
  type RedisSentinelHandle,
  type StartRedisSentinel8Options,
  startRedisSentinel8,
} from "./start-redis-sentinel8.js";
export { startRedis8 } from "./start-redis8.js";
export type { StartRedis8Options, TlsFiles } from "./start-redis8-options.js";
