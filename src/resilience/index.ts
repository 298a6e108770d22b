export { type BreakerFigures, CircuitBreaker } from "./circuit-breaker.js";
export { classifyFailure, type FailureClass } from "./classify-failure.js";
export { GuardedExecutor } from "./guarded-executor.js";
export { RetryingExecutor } from "./retrying-executor.js";
