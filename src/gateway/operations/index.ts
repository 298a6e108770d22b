export { observeRequests } from "./observe-requests.js";
export { type GatewayMetrics, openMetrics } from "./open-metrics.js";
export { registerOperations } from "./register-operations.js";
