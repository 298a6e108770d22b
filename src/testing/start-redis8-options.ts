import type { RedisSource } from "./redis-handle.js";

export interface StartRedis8Options {
  /**
   * Arguments for `redis-server`, for example `["--appendonly", "yes"]`. They override the defaults (no persistence, 127.0.0.1
   * only). `--port` and `--daemonize` are refused. Default: none. With arguments `REDIS_URL` is not used, because a running
   * server takes none.
   */
  readonly args?: readonly string[];
  /** The only source to try. Default: `url`, `path`, `testcontainers` and `debian`, one after the other. */
  readonly source?: Exclude<RedisSource, "binary">;
  /**
   * Path of the `redis-server` file to run. If it needs a newer C library than the system has, it runs on the libraries of
   * Debian's newest stable release, which are downloaded as for `debian`.
   */
  readonly binary?: string;
  /**
   * The required version, for example `"8.6.3"`. Sources with another version are skipped. `testcontainers` takes the image of
   * this version, and `debian` also searches Debian's experimental section. Default: any version ≥ 8.
   */
  readonly version?: string;
  /**
   * Files for a server that accepts only TLS. The handle's URL begins with `rediss://`. Clients need no certificate, but must
   * trust the authority. Only for servers that run as processes of this machine and were built with TLS.
   */
  readonly tls?: TlsFiles;
  /** Ends the start at any point. The call rejects with the signal's reason, and nothing keeps running. */
  readonly signal?: AbortSignal;
  /** Longest time from the start of the server to its first answer, in milliseconds; downloads do not count. Default 15,000, at least 1. */
  readonly startTimeoutMs?: number;
  /**
   * The environment variables to use: `REDIS_URL`, `PATH`, `DOCKER_HOST`, `XDG_CACHE_HOME`, `HOME`. Started servers inherit
   * them. Default `process.env`.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Paths of PEM files. */
export interface TlsFiles {
  /** The server's certificate, valid for the address 127.0.0.1. */
  readonly certFile: string;
  /** The private key of the certificate. */
  readonly keyFile: string;
  /** The certificate of the authority that signed it; for a self-signed certificate the certificate itself. */
  readonly caFile: string;
}
