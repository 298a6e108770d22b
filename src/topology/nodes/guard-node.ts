import { type ConnectionPool, resolveEndpoint } from "../../connection/index.js";
import type { BreakerTransition, ClientMonitor, Outage } from "../../monitoring/index.js";
import type { ResolvedConnectOptions } from "../../options/index.js";
import { CircuitBreaker, GuardedExecutor } from "../../resilience/index.js";
import type { Telemetry } from "../../telemetry/index.js";

/** A server that does not answer a PING within this, the wait for a connection included, is not well. */
const PROBE_TIMEOUT_MS = 1_000;

/** Who is told of changes of the breaker. */
interface BreakerWatchers {
  readonly telemetry: Telemetry | undefined;
  readonly monitor: ClientMonitor | undefined;
  readonly outage: Outage | undefined;
}

/** Puts a circuit breaker before one server's pool. */
export function guardNode(
  pool: ConnectionPool,
  options: ResolvedConnectOptions,
  { telemetry, monitor, outage }: BreakerWatchers,
): { executor: GuardedExecutor; breaker: CircuitBreaker; close: () => void } {
  const { address } = resolveEndpoint(options);
  const recorder =
    "path" in address
      ? telemetry?.breakerFor(address.path)
      : telemetry?.breakerFor(address.host, address.port);
  const breaker = new CircuitBreaker(pool.label, options.breaker, {
    probe: () => pool.send(["PING"], { readOnly: true, timeoutMs: PROBE_TIMEOUT_MS }),
    onTransition: (transition: BreakerTransition) => {
      const { from, to } = transition;
      recorder?.changed(from, to);
      monitor?.breakerChanged(transition);
      if (to === "open" && from === "closed" && breaker.trouble !== undefined) {
        outage?.begin("breaker", breaker.trouble.error, breaker.trouble.sinceMs);
      }
      if (to === "closed") outage?.end("breaker");
    },
  });
  recorder?.watch(() => breaker.figures.state);
  return {
    executor: new GuardedExecutor(pool, breaker, options.commandTimeoutMs),
    breaker,
    close: () => {
      breaker.close();
      recorder?.close();
    },
  };
}
