import { z } from "zod";
import { parseServerUrl } from "./server-url.js";

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** A cluster by some of its nodes; the others are learned from them. */
export interface ClusterConnectOptions {
  /** Some nodes of the cluster, as `host:port` or as an object. The client learns the others from them. Default: the server of `url`. */
  nodes?: readonly (string | ServerAddress)[] | undefined;
}

/** A primary that is found, and found again after a failover, by asking Sentinels. */
export interface SentinelConnectOptions {
  /** What the Sentinels call the primary: the name in `sentinel monitor NAME …`. */
  name: string;
  /** The Sentinels, as `host:port` (port 26379 if left out) or as an object. They are asked in turn. */
  nodes: readonly (string | ServerAddress)[];
  /** ACL user of the Sentinels. The user of `url` is for the data servers. Default: none. */
  username?: string | undefined;
  /** Password of the Sentinels. Never printed, never part of an error. Default: none. */
  password?: string | undefined;
  /** Use TLS with the Sentinels. Default: true if `url` begins with `rediss://`. */
  tls?: boolean | undefined;
}

/**
 * Who answers calls that change nothing. A replica lags behind its primary and has built a graph of its own, so the same
 * search may rank differently there.
 */
export type ReadFrom = "primary" | "replica" | "preferReplica";

/** Turns an address that the servers tell into one that leads there from here. */
export type AddressMap = (host: string, port: number) => ServerAddress;

/** Which server a command goes to. */
export interface TopologyOptions {
  /** The servers are a cluster: `true` when `url` is one of its nodes. Default false. */
  cluster?: boolean | ClusterConnectOptions | undefined;
  /** The primary is named by Sentinels; of `url` only credentials, database and `rediss://` count then. */
  sentinel?: SentinelConnectOptions | undefined;
  /** Which servers answer calls that change nothing. Default `primary`. */
  readFrom?: ReadFrom | undefined;
  /** Translates addresses that servers announce, for servers behind NAT or in containers. Default: no translation. */
  addressMap?: AddressMap | undefined;
}

const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6_379;

function addressSchema(defaultPort: number) {
  const text = z.string().transform((value, context): ServerAddress => {
    const address = parseAddress(value, defaultPort);
    if (address !== undefined) return address;
    context.addIssue({ code: "custom", message: "expected host:port without credentials" });
    return z.NEVER;
  });
  return z.union([text, z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) })]);
}

/** `host`, `host:port`, `[::1]:port`, also behind `redis://`. */
function parseAddress(text: string, defaultPort: number): ServerAddress | undefined {
  const address = text.includes("://") ? text : `redis://${text}`;
  if (!/^rediss?:/.test(address) || !URL.canParse(address)) return undefined;
  const { hostname, port, username, password, search, hash } = new URL(address);
  if (hostname === "" || `${username}${password}${search}${hash}` !== "") return undefined;
  return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: port === "" ? defaultPort : Number(port) };
}

/** Fields for the schema of the connect options. */
export const topologyFields = () => ({
  cluster: z
    .union([z.boolean(), z.strictObject({ nodes: z.array(addressSchema(REDIS_PORT)).min(1).optional() })])
    .default(false),
  sentinel: z
    .strictObject({
      name: z.string().min(1),
      nodes: z.array(addressSchema(SENTINEL_PORT)).min(1),
      username: z.string().min(1).optional(),
      password: z.string().min(1).optional(),
      tls: z.boolean().optional(),
    })
    .optional(),
  readFrom: z.enum(["primary", "replica", "preferReplica"]).default("primary"),
  addressMap: z
    .custom<AddressMap>((value) => typeof value === "function", "expected a function of host and port")
    .optional(),
});

/** What of the connect options can contradict itself. */
interface Combination {
  readonly url: string;
  readonly database?: number | undefined;
  readonly cluster: unknown;
  readonly sentinel?: unknown;
  readonly readFrom: ReadFrom;
}

/** Other servers are found by host and port, so the first one must be, too. */
export function severalServersNeedHosts({ url, cluster, sentinel, readFrom }: Combination): boolean {
  const isAlone = cluster === false && sentinel === undefined && readFrom === "primary";
  return isAlone || /^rediss?:/.test(url);
}

export function clusterExcludesSentinel({ cluster, sentinel }: Combination): boolean {
  return cluster === false || sentinel === undefined;
}

/** A cluster has the database 0 only (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/). */
export function clusterHasOneDatabase({ url, database, cluster }: Combination): boolean {
  if (cluster === false) return true;
  const parsed = parseServerUrl(url);
  return (database ?? ("problem" in parsed ? 0 : (parsed.database ?? 0))) === 0;
}
