export { type BreakerFigures, CircuitBreaker } from "./circuit-breaker.js";
export { GuardedExecutor } from "./guarded-executor.js";
export { RetryingExecutor } from "./retrying-executor.js";
export { waitsByItself } from "./waiting-commands.js";
