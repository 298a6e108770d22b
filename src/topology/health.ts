import type { FailureCounts } from "../async/index.js";
import { type PoolFigures, probeHealth, type ServerHealth } from "../connection/index.js";
import { isOctavecError } from "../errors/index.js";
import type { SendOptions } from "../executor.js";
import type { EventCounts } from "../monitoring/index.js";
import type { BreakerFigures } from "../resilience/index.js";
import type { NodeStatus, Topology } from "./nodes/topology.js";

/** One server, asked just now. */
export interface NodeHealth extends ServerHealth {
  /** State of its circuit breaker, around which the PING went; absent without one. */
  readonly breaker?: BreakerFigures;
}

/** The state of everything that the client talks to. Of several servers: the slowest, the sum. */
export interface Health extends Omit<ServerHealth, "status"> {
  /** The client was not closed: whatever is wrong now, it can do work again without a restart of the process. */
  readonly live: boolean;
  /** Work sent now would be done, or in a cluster some of it: a primary answers, and its circuit breaker is closed. */
  readonly ready: boolean;
  /** `up`: every server answered a PING just now; `degraded`: a primary did, but not every server; `down`: no primary did. */
  readonly status: "up" | "degraded" | "down";
  /** Each server by itself, primaries first. */
  readonly nodes: readonly NodeHealth[];
  /** Failures in the background of caches on this client since `connect()`, by job and error code. Does not change `status`. */
  readonly backgroundFailures: FailureCounts;
  /** What happened since `connect()`; events told the same (`onEvent`). */
  readonly events: EventCounts;
}

/** What a client knows beside what its servers answer. */
export interface ClientState {
  readonly isClosed: boolean;
  readonly backgroundFailures: FailureCounts;
  readonly events: EventCounts;
}

/** An open or isolated breaker refuses work, though the server itself may answer. */
function letsThrough({ breaker }: NodeHealth): boolean {
  return breaker === undefined || breaker.state === "closed";
}

/** Asks every server with one PING. Never rejects. */
export async function probeTopology(
  topology: Topology,
  { isClosed, backgroundFailures, events }: ClientState,
  options: SendOptions,
): Promise<Health> {
  const statuses = topology.nodes();
  const nodes = await Promise.all(statuses.map((status) => probeNode(status, options)));
  const primaries = nodes.filter((_, index) => statuses[index]?.role === "primary");
  const [first] = primaries;
  if (first === undefined) throw new Error("a topology has at least one primary");
  const isUp = ({ status }: NodeHealth) => status === "up";
  const status = nodes.every(isUp) ? "up" : primaries.some(isUp) ? "degraded" : "down";
  const failed = primaries.find((node) => !isUp(node)) ?? nodes.find((node) => !isUp(node));
  return {
    live: !isClosed,
    ready: !isClosed && primaries.some((node) => isUp(node) && letsThrough(node)),
    status,
    ...(status === "down" ? {} : { pingMs: Math.max(...primaries.map(({ pingMs = 0 }) => pingMs)) }),
    ...(failed?.error === undefined ? {} : { error: failed.error }),
    server: primaries.map(({ server }) => server).join(","),
    version: topology.capabilities.version,
    role: first.role,
    mode: first.mode,
    pool: sumOf(nodes),
    nodes,
    backgroundFailures,
    events,
  };
}

async function probeNode({ label, role, open }: NodeStatus, options: SendOptions): Promise<NodeHealth> {
  try {
    const { pool, breaker } = await open(options);
    const health = await probeHealth(pool, options);
    if (health.status === "up") breaker?.answered();
    return breaker === undefined ? health : { ...health, breaker: breaker.figures };
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
  const used = nodes.reduce((total, { pool }) => total + pool.utilisation * pool.open, 0);
  return {
    open: sum("open"),
    idle: sum("idle"),
    leased: sum("leased"),
    commandsInFlight: sum("commandsInFlight"),
    waiting: sum("waiting"),
    utilisation: sum("open") === 0 ? 0 : used / sum("open"),
    min: sum("min"),
    max: sum("max"),
  };
}
