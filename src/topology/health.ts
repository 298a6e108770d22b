import { type NodeHealth, type PoolFigures, probeHealth } from "../connection/index.js";
import { isOctavecError } from "../errors/index.js";
import type { SendOptions } from "../executor.js";
import type { NodeStatus, Topology } from "./topology.js";

/** The state of everything that the client talks to. Of several servers: the worst, the slowest, the sum. */
export interface Health extends NodeHealth {
  /** Each server by itself, primaries first. */
  readonly nodes: readonly NodeHealth[];
}

/**
 * Asks every server with one PING. Never rejects. `status` is `up` when every primary answered: a replica that is down is
 * seen in `nodes`.
 */
export async function probeTopology(topology: Topology, options: SendOptions = {}): Promise<Health> {
  const statuses = topology.nodes();
  const nodes = await Promise.all(statuses.map((status) => probeNode(status, options)));
  const primaries = nodes.filter((_, index) => statuses[index]?.role === "primary");
  const [first, ...others] = primaries;
  if (first === undefined) throw new Error("a topology has at least one primary");
  if (others.length === 0) return { ...first, pool: sumOf(nodes), nodes };
  const down = primaries.find(({ status }) => status === "down");
  return {
    ...(down === undefined
      ? { status: "up", pingMs: Math.max(...primaries.map(({ pingMs = 0 }) => pingMs)) }
      : { status: "down", ...(down.error === undefined ? {} : { error: down.error }) }),
    server: primaries.map(({ server }) => server).join(","),
    version: topology.capabilities.version,
    role: first.role,
    mode: first.mode,
    pool: sumOf(nodes),
    nodes,
  };
}

async function probeNode({ label, role, open }: NodeStatus, options: SendOptions): Promise<NodeHealth> {
  try {
    const { pool } = await open(options);
    return await probeHealth(pool, options);
  } catch (error) {
    return {
      status: "down",
      error: {
        code: isOctavecError(error) ? error.code : options.signal?.aborted ? "ABORTED" : "UNKNOWN",
        message: error instanceof Error ? error.message : String(error),
      },
      server: label,
      version: "unknown",
      role: role === "primary" ? "master" : "replica",
      mode: "unknown",
      pool: sumOf([]),
    };
  }
}

function sumOf(nodes: readonly Pick<NodeHealth, "pool">[]): PoolFigures {
  const sum = (figure: keyof PoolFigures) => nodes.reduce((total, { pool }) => total + pool[figure], 0);
  return {
    open: sum("open"),
    idle: sum("idle"),
    commandsInFlight: sum("commandsInFlight"),
    waiting: sum("waiting"),
    min: sum("min"),
    max: sum("max"),
  };
}
