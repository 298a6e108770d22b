import type { RedisSource } from "./redis-handle.js";

export interface StartRedis8Options {
  /**
   * Arguments for `redis-server`, for example `["--appendonly", "yes"]`; they win over the defaults (no persistence,
   * 127.0.0.1 only). `--port` and `--daemonize` belong to `startRedis8` and are refused. Default: none.
   * A server from `REDIS_URL` cannot take arguments, so that way is skipped when there are any.
   */
  readonly args?: readonly string[];
  /** Takes this way and no other. Default: each in turn, `url`, `path`, `testcontainers`, `debian`. */
  readonly source?: Exclude<RedisSource, "binary">;
  /**
   * Path of a `redis-server` file to run instead of looking for one. A file that needs a newer C library than the
   * system has runs on the libraries of Debian's newest stable release (the cache of the `debian` way).
   */
  readonly binary?: string;
  /**
   * The one version to take, for example `"8.6.3"`: a test of a difference between versions wants no other. A way that has
   * another version is passed over; `testcontainers` takes the image of that version, `debian` looks into Debian's
   * experimental section too. Default: any version ≥ 8.
   */
  readonly version?: string;
  /**
   * Serves TLS only, with these files; the handle's URL begins with `rediss://`. Clients need no certificate, but must
   * trust the authority. Works for servers that run as processes of this machine and were built with TLS.
   */
  readonly tls?: TlsFiles;
  /** Ends the start, whatever it is waiting for; the promise rejects with the signal's reason and nothing stays behind. */
  readonly signal?: AbortSignal;
  /** Milliseconds from launching a server to its first answer; downloads do not count. Default 15 000, at least 1. */
  readonly startTimeoutMs?: number;
  /**
   * The environment to look into: `REDIS_URL`, `PATH`, `DOCKER_HOST`, `XDG_CACHE_HOME`, `HOME`. Spawned servers inherit
   * it. Default `process.env`.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Paths of PEM files. */
export interface TlsFiles {
  /** The server's certificate; it must be valid for the address 127.0.0.1. */
  readonly certFile: string;
  /** The private key of the certificate. */
  readonly keyFile: string;
  /** The authority that signed it, or the certificate itself when nobody else did. */
  readonly caFile: string;
}
