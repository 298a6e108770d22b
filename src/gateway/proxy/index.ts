export { type ProxySettings, proxySettings } from "./proxy-settings.js";
export { registerProxy } from "./register-proxy.js";
