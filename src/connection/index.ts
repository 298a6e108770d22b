export { type Advisory, advisoriesOf } from "./advisories.js";
export { checkRawCommand } from "./check-raw-command.js";
export { resolveEndpoint } from "./endpoint.js";
export type { Handshake } from "./handshake.js";
export { probeHealth, type ServerHealth } from "./health.js";
export { InstrumentedExecutor } from "./instrumented-executor.js";
export { ConnectionPool } from "./pool.js";
export type { PoolFigures } from "./pool-figures.js";
export { ServerLink } from "./server-link.js";
