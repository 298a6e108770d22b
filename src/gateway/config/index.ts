export { type CheckedCacheConfig, type CheckedGatewayConfig, checkGatewayConfig } from "./check-config.js";
export {
  cacheDefaults,
  cacheFields,
  type EncryptionConfig,
  gatewayConfigJsonSchema,
  gatewaySchemas,
} from "./config-schema.js";
export type {
  GatewayCacheOptions,
  GatewayConfig,
  GatewayEmbedder,
  GatewayEncryptionOptions,
  GatewayKeyOptions,
  GatewayUpstreamOptions,
} from "./gateway-config.js";
export { readConfigFile } from "./read-config-file.js";
export { redactorOf } from "./redact-patterns.js";
export { type Environment, encryptionOf, secretOf } from "./secret.js";
