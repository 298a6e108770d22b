export type { ContentLog, Redact } from "./logged-content.js";
export { observeRequests, type RequestObservers, type StreamCount } from "./observe-requests.js";
export { openTelemetry } from "./open-telemetry.js";
export { registerOperations } from "./register-operations.js";
