import type { RedisHandle, RedisSource } from "./redis-handle.js";
import type { TlsFiles } from "./start-redis8-options.js";

/** What a way gets: the caller's options with defaults filled in. */
export interface WayRequest {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly startTimeoutMs: number;
  readonly tls?: TlsFiles | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The required version, for example `"8.6.3"`. A way that cannot choose starts the version that it has; a wrong one is then stopped. */
  readonly version?: string | undefined;
  /** Whether to start a Sentinel instead of a data server. Only for ways that start processes of this machine. */
  readonly sentinel?: boolean;
}

/** One way to get a Redis 8. `start` throws a plain error that says why it did not work. */
export interface Way {
  readonly source: RedisSource;
  /** Description for people, for example "a redis-server on PATH". */
  readonly title: string;
  start(request: WayRequest): Promise<RedisHandle>;
  /** Whether no other way is tried after this one fails, because the user asked for exactly this one. Default: false. */
  isDecisive?(request: WayRequest): boolean;
}
