export {
  checkGatewayConfig,
  type GatewayConfig,
  gatewayConfigJsonSchema,
  readConfigFile,
} from "./config/index.js";
export { createGateway, type Gateway, type GatewayParts } from "./create-gateway.js";
