export { type Health, probeTopology } from "./health.js";
export { openTopology } from "./open-topology.js";
export type { NodeRole, NodeStatus, Topology } from "./topology.js";
