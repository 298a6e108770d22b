import { advisoriesOf, ConnectionPool, type Handshake, resolveEndpoint } from "../../connection/index.js";
import { type ErrorCode, isOctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";
import type { ClientMonitor } from "../../monitoring/index.js";
import type { ResolvedConnectOptions } from "../../options/index.js";
import type { CircuitBreaker } from "../../resilience/index.js";
import type { Telemetry } from "../../telemetry/index.js";
import { guardNode } from "./guard-node.js";

/** One server and the way to it. */
export interface TopologyNode {
  /** `host:port`. */
  readonly label: string;
  /** What calls go through: the pool, with whatever guards it. */
  readonly executor: Executor;
  readonly pool: ConnectionPool;
  readonly breaker: CircuitBreaker | undefined;
  close(): Promise<void>;
}

export interface NodeSetup {
  readonly telemetry?: Telemetry | undefined;
  /** Told when servers go away and come back. */
  readonly monitor?: ClientMonitor | undefined;
  readonly handshake?: Handshake | undefined;
  /** Ends attempts to open a server's first connection. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the connections to one server. Every server of every topology comes through here.
 *
 * @throws OctavecError as `ConnectionPool.open`.
 */
export async function openNode(options: ResolvedConnectOptions, setup: NodeSetup): Promise<TopologyNode> {
  const { label, database } = resolveEndpoint(options);
  const { telemetry, monitor, handshake, signal } = setup;
  const recorder = telemetry?.poolFor(`${label}/${database}`);
  const outage = monitor?.outageOf(label);
  const reachability = outage && {
    lost: (error: unknown, sinceMs: number) => outage.begin("connection", error, sinceMs),
    regained: () => outage.end("connection"),
  };
  try {
    const pool = await ConnectionPool.open(options, { observer: recorder, handshake, signal, reachability });
    recorder?.watch(() => pool.figures);
    const { version } = pool.identity;
    monitor?.advise(
      pool.label,
      version,
      advisoriesOf(version).map(({ id }) => id),
    );
    const guard = options.breaker.enabled
      ? guardNode(pool, options, { telemetry, monitor, outage })
      : undefined;
    return {
      label: pool.label,
      executor: guard?.executor ?? pool,
      pool,
      breaker: guard?.breaker,
      close: async () => {
        guard?.close();
        await pool.close();
        outage?.close();
        recorder?.close();
      },
    };
  } catch (error) {
    recorder?.close();
    throw error;
  }
}

/** After these the server may be gone, or may have another role than before: it is time to look again. */
const SERVER_TROUBLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "CIRCUIT_OPEN",
  "CONNECTION_FAILED",
  "CONNECTION_LOST",
  "POOL_CLOSED",
  "POOL_TIMEOUT",
  "READ_ONLY",
  "SERVER_BUSY",
  "TIMEOUT",
]);

export function isServerTrouble(error: unknown): boolean {
  return isOctavecError(error) && SERVER_TROUBLE.has(error.code);
}
