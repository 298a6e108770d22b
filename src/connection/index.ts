export { checkRawCommand } from "./check-raw-command.js";
export { resolveEndpoint } from "./endpoint.js";
export { type Health, probeHealth } from "./health.js";
export { InstrumentedExecutor } from "./instrumented-executor.js";
export { ConnectionPool } from "./pool.js";
export type { PoolFigures } from "./pool-figures.js";
