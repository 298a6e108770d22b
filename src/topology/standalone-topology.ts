import type { Capabilities, Executor } from "../executor.js";
import type { NodeStatus, Topology } from "./nodes/topology.js";
import type { TopologyNode } from "./nodes/topology-node.js";

/** One server: calls are its pool's own, nothing stands between. */
export class StandaloneTopology implements Topology {
  readonly send: Executor["send"];
  readonly pipeline: Executor["pipeline"];

  constructor(private readonly node: TopologyNode) {
    this.send = node.executor.send.bind(node.executor);
    this.pipeline = node.executor.pipeline.bind(node.executor);
  }

  get capabilities(): Capabilities {
    return this.node.executor.capabilities;
  }

  nodes(): readonly NodeStatus[] {
    return [{ label: this.node.label, role: "primary", open: () => this.node }];
  }

  primaryOf(): TopologyNode {
    return this.node;
  }

  close(): Promise<void> {
    return this.node.close();
  }
}
