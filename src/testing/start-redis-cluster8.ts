import { messageOf, OctavecError } from "../errors/index.js";
import { binaryWay } from "./binary-way.js";
import { debianWay } from "./debian-way.js";
import { formCluster } from "./form-cluster.js";
import { pathWay } from "./path-way.js";
import { parseRedisUrl } from "./redis-address.js";
import type { RedisHandle } from "./redis-handle.js";
import { checkCount } from "./server-args.js";
import type { StartRedis8Options } from "./start-redis8-options.js";
import { tryWays, wayRequest } from "./try-ways.js";
import type { WayRequest } from "./way.js";

export interface StartRedisCluster8Options extends Omit<StartRedis8Options, "source"> {
  /** Number of masters, 3 to 100. Fewer than three cannot agree that one is down. Default 3. */
  readonly masters?: number;
  /** Replicas of each master, 0 to 5. One of them takes over when its master is down. Default 0. */
  readonly replicas?: number;
}

/** A running cluster of masters and replicas. The masters share the 16,384 slots evenly, in the order of `nodes`. */
export interface RedisClusterHandle extends AsyncDisposable {
  /** The masters. Each can be killed, paused and restarted; after a restart it joins the cluster again. */
  readonly nodes: readonly RedisHandle[];
  /** The replicas, assigned to the masters in turn: the first to the first of `nodes`, and so on. */
  readonly replicas: readonly RedisHandle[];
  /** Kills all nodes and deletes their data. Repeating it is harmless. */
  stop(): Promise<void>;
}

const MIN_MASTERS = 3;
const MAX_MASTERS = 100;
const MAX_REPLICAS = 5;
const CLUSTER_ARGS = [
  ...["--cluster-enabled", "yes"],
  // After this time without an answer a node counts as down. Redis' default of 15 s would make tests slow.
  ...["--cluster-node-timeout", "2000"],
];

/**
 * Starts a Redis ≥ 8 cluster on 127.0.0.1 and resolves when every node sees the complete cluster. The nodes are processes of
 * this machine (`path`, `debian` or `options.binary`), because clients cannot reach the addresses that nodes in containers
 * announce, and `REDIS_URL` is only one server.
 *
 * @throws OctavecError as `startRedis8`.
 */
export async function startRedisCluster8(
  options: StartRedisCluster8Options = {},
): Promise<RedisClusterHandle> {
  const { masters = MIN_MASTERS, replicas = 0, binary } = options;
  checkCount("masters", masters, MIN_MASTERS, MAX_MASTERS);
  checkCount("replicas", replicas, 0, MAX_REPLICAS);
  const ways = binary === undefined ? [pathWay, debianWay] : [binaryWay(binary)];
  const request = wayRequest({ ...options, args: [...CLUSTER_ARGS, ...(options.args ?? [])] });
  const first = await tryWays(ways, request);
  // The others come from the same source, so that all have the same version, and are started at the same time.
  const same = ways.filter((way) => way.source === first.source);
  const further = masters * (1 + replicas) - 1;
  const others = await Promise.allSettled(Array.from({ length: further }, () => tryWays(same, request)));
  const all = [first, ...others.flatMap((other) => (other.status === "fulfilled" ? [other.value] : []))];
  const stop = async (): Promise<void> => {
    await Promise.all(all.map((node) => node.stop()));
  };
  try {
    const failed = others.find((other) => other.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    const cluster = { nodes: all.slice(0, masters), replicas: all.slice(masters) };
    await connectNodes(cluster, request);
    return { ...cluster, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function connectNodes(
  { nodes, replicas }: Pick<RedisClusterHandle, "nodes" | "replicas">,
  { startTimeoutMs, tls, signal }: WayRequest,
): Promise<void> {
  const trust = tls === undefined ? {} : { caFile: tls.caFile };
  const addressOf = ({ url }: RedisHandle) => ({ ...parseRedisUrl(url), ...trust });
  try {
    await formCluster(nodes.map(addressOf), replicas.map(addressOf), startTimeoutMs, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    const message = `the servers started but did not become a cluster: ${messageOf(cause)}`;
    throw new OctavecError("REDIS_UNAVAILABLE", message, { cause });
  }
}
