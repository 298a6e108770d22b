import type { VectorClient } from "../../client.js";
import type { ReplicaAddress } from "../facts/replica-addresses.js";
import type { Role } from "../facts/rights.js";

export interface ExamineOptions {
  /** Looks only at the collections and caches of this namespace. Default: all that the user can see. */
  readonly namespace?: string | undefined;
  /** What the user of this client must be able to do: `reader`, `writer` or `cache`. Default `cache`. */
  readonly role?: Role | undefined;
  /** Ids of findings that are known and accepted. Default: none. */
  readonly ignore?: readonly string[] | undefined;
  /**
   * Connects to a replica of the server, of which the server names the address. Default: replicas are not compared.
   */
  readonly connectTo?: ((address: ReplicaAddress) => Promise<VectorClient>) | undefined;
  /** Elements of each collection that are compared with each replica, 1 to 1,000. Default 20. */
  readonly sampleSize?: number | undefined;
  /** Reads a file of the server's machine, for tests. Default: the file system of this process. */
  readonly readHostFile?: ((path: string) => string) | undefined;
  /** Ends the examination, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
