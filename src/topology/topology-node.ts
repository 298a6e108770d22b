import { ConnectionPool, type Handshake, resolveEndpoint } from "../connection/index.js";
import type { Executor } from "../executor.js";
import type { ResolvedConnectOptions } from "../options/index.js";
import type { Telemetry } from "../telemetry/index.js";

/** One server and the way to it. */
export interface TopologyNode {
  /** `host:port`. */
  readonly label: string;
  /** What calls go through: the pool, with whatever guards it. */
  readonly executor: Executor;
  readonly pool: ConnectionPool;
  close(): Promise<void>;
}

export interface NodeSetup {
  readonly telemetry?: Telemetry | undefined;
  readonly handshake?: Handshake | undefined;
}

/**
 * Opens the connections to one server. Every server of every topology comes through here.
 *
 * @throws OctavecError as `ConnectionPool.open`.
 */
export async function openNode(options: ResolvedConnectOptions, setup: NodeSetup): Promise<TopologyNode> {
  const { host, port, database } = resolveEndpoint(options);
  const recorder = setup.telemetry?.poolFor(`${host}:${port}/${database}`);
  try {
    const pool = await ConnectionPool.open(options, recorder, setup.handshake);
    recorder?.watch(() => pool.figures);
    return {
      label: pool.label,
      executor: pool,
      pool,
      close: async () => {
        await pool.close();
        recorder?.close();
      },
    };
  } catch (error) {
    recorder?.close();
    throw error;
  }
}
