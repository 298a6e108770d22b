import { resolveEndpoint } from "../connection/index.js";
import type { ResolvedConnectOptions } from "../options/index.js";
import { ClusterTopology } from "./cluster/cluster-topology.js";
import { LazyTopology } from "./lazy-topology.js";
import { addressOf } from "./nodes/node-address.js";
import type { Topology } from "./nodes/topology.js";
import { type NodeSetup, openNode } from "./nodes/topology-node.js";
import { FixedPrimary } from "./replication/primary-finder.js";
import { ReplicationTopology } from "./replication/replication-topology.js";
import { SentinelFinder } from "./replication/sentinel-finder.js";
import { StandaloneTopology } from "./standalone-topology.js";

/**
 * Opens what the options describe: one server, one with its replicas, a primary that Sentinels name, or a cluster.
 *
 * @throws OctavecError `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`.
 */
export async function openTopology(options: ResolvedConnectOptions, setup: NodeSetup): Promise<Topology> {
  const { cluster, sentinel, readFrom, addressMap } = options;
  if (cluster !== false) return ClusterTopology.open(options, setup);
  if (sentinel !== undefined) {
    return ReplicationTopology.open(options, setup, new SentinelFinder(options, sentinel));
  }
  if (readFrom === "primary") return new StandaloneTopology(await openNode(options, setup));
  return ReplicationTopology.open(options, setup, new FixedPrimary(addressOf(options), addressMap));
}

/**
 * The same, but at once: the connection is opened in the background, and calls wait for it.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function openTopologyLazily(options: ResolvedConnectOptions, setup: NodeSetup): Topology {
  const { label } = resolveEndpoint(options);
  const { sentinel, acquireTimeoutMs } = options;
  const server = sentinel === undefined ? label : `the primary ${sentinel.name}`;
  const open = (signal: AbortSignal) => openTopology(options, { ...setup, signal });
  return new LazyTopology(server, open, acquireTimeoutMs, setup.monitor?.outageOf(server));
}
