import { z } from "zod";
import { parseServerUrl } from "./server-url.js";
import { insteadOfObject } from "./shared-fields.js";

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** A cluster, given by some of its nodes. The client learns the others from them. */
export interface ClusterConnectOptions {
  /** Some nodes of the cluster, as `host:port` or as an object. The client learns the others from them. Default: the server of `url`. */
  nodes?: readonly (string | ServerAddress)[] | undefined;
}

/** A primary that the client finds by asking Sentinels, again after each failover. */
export interface SentinelConnectOptions {
  /** Name of the primary, as in `sentinel monitor NAME …`. */
  name: string;
  /** The Sentinels, as `host:port` (default port 26379) or as an object. They are asked in turn. */
  nodes: readonly (string | ServerAddress)[];
  /** ACL user of the Sentinels. The user of `url` is for the data servers. Default: none. */
  username?: string | undefined;
  /** Password of the Sentinels. Never printed or part of an error. Default: none. */
  password?: string | undefined;
  /** Use TLS with the Sentinels. Default: true if `url` begins with `rediss://`. */
  tls?: boolean | undefined;
}

/**
 * Which servers answer calls that only read. A replica lags behind its primary and builds a graph of its own, so the same
 * search may rank differently there.
 */
export type ReadFrom = "primary" | "replica" | "preferReplica";

/** Translates an address that a server announces into one that this client can reach. */
export type AddressMap = (host: string, port: number) => ServerAddress;

/** Which server a command goes to. */
export interface TopologyOptions {
  /** Whether the servers are a cluster: `true` if `url` is one of its nodes. Default false. */
  cluster?: boolean | ClusterConnectOptions | undefined;
  /** Sentinels that name the primary. Of `url` only credentials, database and `rediss://` are used then. */
  sentinel?: SentinelConnectOptions | undefined;
  /** Which servers answer calls that only read. Default `primary`. */
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
    .union(
      [z.boolean(), z.strictObject({ nodes: z.array(addressSchema(REDIS_PORT)).min(1).optional() })],
      'expected true, or { nodes: ["HOST:PORT"] } without credentials',
    )
    .default(false),
  sentinel: z
    .strictObject(
      {
        name: z.string().min(1),
        nodes: z.array(addressSchema(SENTINEL_PORT)).min(1),
        username: z.string().min(1).optional(),
        password: z.string().min(1).optional(),
        tls: z.boolean().optional(),
      },
      insteadOfObject('expected { name, nodes: ["HOST:PORT"] }'),
    )
    .optional(),
  readFrom: z.enum(["primary", "replica", "preferReplica"]).default("primary"),
  addressMap: z
    .custom<AddressMap>((value) => typeof value === "function", "expected a function of host and port")
    .optional(),
});

/** The connect options that can contradict each other. */
interface Combination {
  readonly url: string;
  readonly database?: number | undefined;
  readonly cluster: unknown;
  readonly sentinel?: unknown;
  readonly readFrom: ReadFrom;
}

/** With several servers `url` must name a host, because servers announce each other by host and port. */
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
