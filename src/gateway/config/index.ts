export {
  type CacheConfig,
  type CheckedCacheConfig,
  type CheckedGatewayConfig,
  checkGatewayConfig,
  type EmbedderConfig,
  type GatewayConfig,
  type KeyConfig,
} from "./check-config.js";
export { cacheDefaults, cacheFields, gatewayConfigJsonSchema, gatewayConfigSchema } from "./config-schema.js";
export { readConfigFile } from "./read-config-file.js";
export { type Environment, secretOf } from "./secret.js";
