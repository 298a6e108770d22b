/**
 * Where a server came from:
 * `url` = `REDIS_URL`, `path` = a `redis-server` on PATH, `testcontainers` = a container, `debian` = Debian's package
 * unpacked into the user's cache folder, `binary` = the file named in the options.
 */
export type RedisSource = "url" | "path" | "testcontainers" | "debian" | "binary";

/**
 * A running Redis ≥ 8 with Vector Sets, and what a test may do to it. Operations run one after the other. They throw
 * `UNSUPPORTED_OPERATION` where the server cannot do that (it was stopped, is down, or is not ours: `url`), and
 * `REDIS_UNAVAILABLE` when it does not come back.
 */
export interface RedisHandle extends AsyncDisposable {
  /** Connection string, with the password when the server asks for one: `redis://127.0.0.1:14301`. */
  readonly url: string;
  readonly host: string;
  /** Stays the same over `restart()`. */
  readonly port: number;
  /** What the server says of itself, for example `"8.2.3"`. */
  readonly version: string;
  readonly source: RedisSource;
  /** One line for people: which file, image or address this is. Never holds a password. */
  readonly origin: string;
  /**
   * Process id of the server itself; another one after `restart()`. `undefined` while it is down, and always for a
   * server that runs elsewhere (`url`, `testcontainers`).
   */
  readonly pid: number | undefined;

  /**
   * Ends the server, its replicas and its data for good, without a farewell to its clients. Repeating it is
   * harmless. A server that came from `REDIS_URL` is left alone: it was not ours to start.
   */
  stop(): Promise<void>;
  /** `kill -9`, as a crash does it. The data folder stays for `restart()`. */
  kill(): Promise<void>;
  /**
   * Starts the server again on the same port and data folder, after an orderly shutdown if it still runs. What
   * survives is what its persistence wrote: by default nothing, with `args: ["--appendonly", "yes"]` the log.
   */
  restart(): Promise<void>;
  /** Freezes the process (`SIGSTOP`): connections stay open and nothing answers. Returns once it is frozen. */
  pause(): Promise<void>;
  /** Ends `pause()`. */
  resume(): Promise<void>;
  /**
   * Starts a replica of this server from the same source and returns once it is in step. `stop()` of the primary ends
   * it too.
   */
  startReplica(options?: StartReplicaOptions): Promise<RedisHandle>;
}

export interface StartReplicaOptions {
  /** Further arguments for the replica's `redis-server`. Default: those of the primary. */
  readonly args?: readonly string[];
}
