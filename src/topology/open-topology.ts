import type { ResolvedConnectOptions } from "../options/index.js";
import type { Telemetry } from "../telemetry/index.js";
import { ClusterTopology } from "./cluster/cluster-topology.js";
import { StandaloneTopology } from "./standalone-topology.js";
import type { Topology } from "./topology.js";
import { openNode } from "./topology-node.js";

/**
 * Opens what the options describe: one server, a cluster, or a primary that Sentinels name.
 *
 * @throws OctavecError `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`.
 */
export async function openTopology(
  options: ResolvedConnectOptions,
  telemetry?: Telemetry,
): Promise<Topology> {
  const setup = { telemetry };
  if (options.cluster !== false) return ClusterTopology.open(options, setup);
  return new StandaloneTopology(await openNode(options, setup));
}
