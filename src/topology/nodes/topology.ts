import type { Executor, SendOptions } from "../../executor.js";
import type { TopologyNode } from "./topology-node.js";

/** What a server is to the client just now. */
export type NodeRole = "primary" | "replica";

/** One server of the topology. */
export interface NodeStatus {
  /** `host:port`, as it is dialled. */
  readonly label: string;
  readonly role: NodeRole;
  /**
   * The way to this server and no other, opened if it was not used before.
   *
   * @throws OctavecError `CONNECTION_FAILED` and as `ConnectionPool.open`.
   */
  open(options?: SendOptions): TopologyNode | Promise<TopologyNode>;
}

/** An executor that knows which server a command goes to. */
export interface Topology extends Executor {
  /** The servers that calls may go to, primaries first. */
  nodes(): readonly NodeStatus[];
  /**
   * The primary that has this key; without a key any primary.
   *
   * @throws OctavecError as `open` of its status; `SERVER_BUSY` while no server has the key.
   */
  primaryOf(key: string | undefined, options?: SendOptions): TopologyNode | Promise<TopologyNode>;
  /** Takes no more work, waits for what is under way, closes the connections to every server. May be called again. */
  close(): Promise<void>;
}
