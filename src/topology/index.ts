export { ServerFigures } from "./figures/server-figures.js";
export { type Health, type NodeHealth, probeTopology } from "./health.js";
export { isolateServers } from "./isolate-servers.js";
export type { NodeRole, NodeStatus, Topology } from "./nodes/topology.js";
export { openTopology, openTopologyLazily } from "./open-topology.js";
