import type { Reply } from "../../executor.js";
import type { AddressMap, ServerAddress } from "../../options/index.js";
import { addressReader } from "../nodes/node-address.js";
import type { TopologyNode } from "../nodes/topology-node.js";

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

const ANSWER_TIMEOUT_MS = 1_000;

/** The primary is the server that the options name; it is asked who follows it. */
export class FixedPrimary implements PrimaryFinder {
  constructor(
    private readonly primary: ServerAddress,
    private readonly addressMap: AddressMap | undefined,
  ) {}

  async findPrimary(): Promise<ServerAddress> {
    return this.primary;
  }

  async findReplicas({ pool }: TopologyNode): Promise<readonly ServerAddress[]> {
    const role = await pool.send(["ROLE"], { readOnly: true, timeoutMs: ANSWER_TIMEOUT_MS });
    return readReplicas(role, this.addressMap);
  }

  close(): void {}
}

/**
 * Reads the reply of `ROLE` on a primary: `["master", offset, [[host, port, offset], …]]`, with the replicas that are
 * connected now (https://redis.io/docs/latest/commands/role/). Any other reply tells of none.
 */
export function readReplicas(role: Reply, addressMap: AddressMap | undefined): ServerAddress[] {
  const [kind, , followers] = Array.isArray(role) ? role : [];
  if (kind !== "master" || !Array.isArray(followers)) return [];
  return followers.flatMap((follower: Reply) => {
    const [host, port] = Array.isArray(follower) ? follower : [];
    if (typeof host !== "string" || host === "") return [];
    return [addressReader(host, addressMap)(host, Number(port))];
  });
}
