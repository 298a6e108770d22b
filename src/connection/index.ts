export { checkRawCommand } from "./check-raw-command.js";
export { type Health, probeHealth } from "./health.js";
export { ConnectionPool, type PoolFigures } from "./pool.js";
