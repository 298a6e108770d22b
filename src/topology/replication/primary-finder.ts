import type { ServerAddress } from "../../options/index.js";
import type { TopologyNode } from "../topology-node.js";

/** Knows, or asks, which server is the primary and which follow it. */
export interface PrimaryFinder {
  /**
   * @param trusted - An address that need not be looked at once more when it is the one.
   * @throws OctavecError `CONNECTION_FAILED` with what was said, when there is no primary just now.
   */
  findPrimary(trusted: ServerAddress | undefined): Promise<ServerAddress>;
  /** The replicas that follow. @throws OctavecError when nobody tells. */
  findReplicas(primary: TopologyNode): Promise<readonly ServerAddress[]>;
  close(): void;
}
