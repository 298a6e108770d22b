import type { ResolvedConnectOptions } from "../options/index.js";
import type { Telemetry } from "../telemetry/index.js";
import { ClusterTopology } from "./cluster/cluster-topology.js";
import { addressOf } from "./node-address.js";
import { FixedPrimary } from "./replication/primary-finder.js";
import { ReplicationTopology } from "./replication/replication-topology.js";
import { SentinelFinder } from "./replication/sentinel-finder.js";
import { StandaloneTopology } from "./standalone-topology.js";
import type { Topology } from "./topology.js";
import { openNode } from "./topology-node.js";

/**
 * Opens what the options describe: one server, one with its replicas, a primary that Sentinels name, or a cluster.
 *
 * @throws OctavecError `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`.
 */
export async function openTopology(
  options: ResolvedConnectOptions,
  telemetry?: Telemetry,
): Promise<Topology> {
  const { cluster, sentinel, readFrom, addressMap } = options;
  const setup = { telemetry };
  if (cluster !== false) return ClusterTopology.open(options, setup);
  if (sentinel !== undefined) {
    return ReplicationTopology.open(options, setup, new SentinelFinder(options, sentinel));
  }
  if (readFrom === "primary") return new StandaloneTopology(await openNode(options, setup));
  return ReplicationTopology.open(options, setup, new FixedPrimary(addressOf(options), addressMap));
}
