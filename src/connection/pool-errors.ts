import { OctavecError } from "../errors/index.js";
import type { PoolFigures } from "./pool-figures.js";
import { connectionFailed } from "./translate-error.js";

/** Nobody to talk to is a clearer answer than "the pool is busy". */
export function noConnection(
  label: string,
  waitedMs: number,
  figures: PoolFigures,
  lastFailure: unknown,
): unknown {
  const { open, leased, commandsInFlight, waiting, max } = figures;
  if (open === 0) {
    return lastFailure ?? connectionFailed(label, new Error(`no answer within ${waitedMs} ms`));
  }
  return new OctavecError(
    "POOL_TIMEOUT",
    `No connection to ${label} became free within ${waitedMs} ms: ${open} of at most ${max} open, ${leased} leased, ` +
      `${commandsInFlight} commands under way, ${waiting} callers waiting. ` +
      "Lower the concurrency, or raise maxConnections or acquireTimeoutMs.",
    { details: { open, leased, commandsInFlight, waiting, acquireTimeoutMs: waitedMs } },
  );
}

export function poolClosed(label: string): OctavecError {
  return new OctavecError(
    "POOL_CLOSED",
    `The client for ${label} is closed: nothing was sent. Connect again for more work.`,
  );
}

export function timedOut(what: string, timeoutMs: number): OctavecError {
  return new OctavecError(
    "TIMEOUT",
    `${what} got no reply within ${timeoutMs} ms; a write may or may not have happened. ` +
      "Look at the server's latency, or raise commandTimeoutMs.",
    { details: { timeoutMs } },
  );
}
