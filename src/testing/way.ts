import type { RedisHandle, RedisSource } from "./redis-handle.js";
import type { TlsFiles } from "./start-redis8-options.js";

/** What every way to get a server is asked for: the caller's options with defaults filled in. */
export interface WayRequest {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly startTimeoutMs: number;
  readonly tls?: TlsFiles | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The one version to start, for example `"8.6.3"`. A way that cannot choose starts what it has and is then refused. */
  readonly version?: string | undefined;
  /** Start it as a Sentinel: it watches servers and keeps no data. Only for ways that start processes of this machine. */
  readonly sentinel?: boolean;
}

/** One way to get a Redis 8. `start` throws a plain error whose message says why it did not work. */
export interface Way {
  readonly source: RedisSource;
  /** For people: "a redis-server on PATH". */
  readonly title: string;
  start(request: WayRequest): Promise<RedisHandle>;
  /** Whether its failure is the end, because the user asked for exactly this. Default: the next way is tried. */
  isDecisive?(request: WayRequest): boolean;
}
