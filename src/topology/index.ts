export { type Health, type NodeHealth, probeTopology } from "./health.js";
export { isolateServers } from "./isolate-servers.js";
export { openTopology, openTopologyLazily } from "./open-topology.js";
export type { NodeRole, NodeStatus, Topology } from "./topology.js";
