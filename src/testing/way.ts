import type { RedisHandle, RedisSource } from "./redis-handle.js";

/** What every way to get a server is asked for: the caller's options with defaults filled in. */
export interface WayRequest {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly startTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One way to get a Redis 8. `start` throws a plain error whose message says why it did not work. */
export interface Way {
  readonly source: RedisSource;
  /** For people: "a redis-server on PATH". */
  readonly title: string;
  start(request: WayRequest): Promise<RedisHandle>;
}
