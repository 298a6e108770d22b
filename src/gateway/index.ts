export {
  checkGatewayConfig,
  type GatewayCacheOptions,
  type GatewayConfig,
  type GatewayEmbedder,
  type GatewayEncryptionOptions,
  type GatewayKeyOptions,
  type GatewayUpstreamOptions,
  gatewayConfigJsonSchema,
  readConfigFile,
} from "./config/index.js";
export { createGateway, type GatewayParts } from "./create-gateway.js";
export { isMcpInstalled, type ServeMcpOptions, serveMcp } from "./mcp/index.js";
export type { Gateway } from "./running-gateway.js";
