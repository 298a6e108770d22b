import { type ConnectionPool, resolveEndpoint } from "../connection/index.js";
import type { BreakerTransition, ResolvedConnectOptions } from "../options/index.js";
import { CircuitBreaker, GuardedExecutor } from "../resilience/index.js";
import type { Telemetry } from "../telemetry/index.js";

/** A server that does not answer a PING within this, the wait for a connection included, is not well. */
const PROBE_TIMEOUT_MS = 1_000;

/** Puts a circuit breaker before one server's pool. */
export function guardNode(
  pool: ConnectionPool,
  options: ResolvedConnectOptions,
  telemetry: Telemetry | undefined,
): { executor: GuardedExecutor; breaker: CircuitBreaker; close: () => void } {
  const { address } = resolveEndpoint(options);
  const recorder =
    "path" in address
      ? telemetry?.breakerFor(address.path)
      : telemetry?.breakerFor(address.host, address.port);
  const { onTransition } = options.breaker;
  const breaker = new CircuitBreaker(pool.label, options.breaker, {
    probe: () => pool.send(["PING"], { readOnly: true, timeoutMs: PROBE_TIMEOUT_MS }),
    onTransition: (transition: BreakerTransition) => {
      recorder?.changed(transition.from, transition.to);
      // What a listener throws must not become the failure of some caller's call.
      if (onTransition !== undefined) queueMicrotask(() => onTransition(transition));
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
