export {
  type ConnectOptions,
  connectOptionsSchema,
  type ResolvedConnectOptions,
} from "./connect-options.js";
export { parseOptions } from "./parse-options.js";
