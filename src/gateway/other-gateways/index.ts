export {
  OTHER_GATEWAY_NAMES,
  type OtherGatewayName,
  type Translated,
  translateControls,
} from "./translate-controls.js";
