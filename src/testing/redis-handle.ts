/**
 * Where a server came from:
 * `url` = `REDIS_URL`, `path` = a `redis-server` on PATH, `testcontainers` = a container, `debian` = Debian's package
 * unpacked into the user's cache folder, `binary` = the file named in the options.
 */
export type RedisSource = "url" | "path" | "testcontainers" | "debian" | "binary";

/**
 * A running Redis ≥ 8 with Vector Sets that a test can control. Operations run one after the other. They throw
 * `UNSUPPORTED_OPERATION` if the server was stopped, is down or came from `REDIS_URL`, and `REDIS_UNAVAILABLE` if it does not
 * come back.
 */
export interface RedisHandle extends AsyncDisposable {
  /** URL, with the password if the server has one: `redis://127.0.0.1:14301`. */
  readonly url: string;
  readonly host: string;
  /** The port. It stays the same after `restart()`. */
  readonly port: number;
  /** Version that the server reports, for example `"8.2.3"`. */
  readonly version: string;
  readonly source: RedisSource;
  /** The file, image or address of the server in one line, for people. Never contains a password. */
  readonly origin: string;
  /**
   * Process id of the server. It changes with `restart()`. `undefined` while the server is down, and always for `url` and
   * `testcontainers`.
   */
  readonly pid: number | undefined;

  /**
   * Kills the server and its replicas and deletes their data. Repeating it is harmless. A server of `REDIS_URL` is not
   * touched.
   */
  stop(): Promise<void>;
  /** Kills the server like a crash (`kill -9`). The data folder stays for `restart()`. */
  kill(): Promise<void>;
  /**
   * Starts the server again with the same port and data folder, after an orderly shutdown if it still runs. Its data survives
   * only as far as it was persisted: by default nothing, with `args: ["--appendonly", "yes"]` what is in the log.
   */
  restart(): Promise<void>;
  /** Freezes the process (`SIGSTOP`): connections stay open and nothing answers. Resolves when the process is frozen. */
  pause(): Promise<void>;
  /** Ends `pause()`. */
  resume(): Promise<void>;
  /**
   * Starts a replica of this server from the same source and resolves when it has all data. `stop()` of the primary stops it
   * too.
   */
  startReplica(options?: StartReplicaOptions): Promise<RedisHandle>;
}

export interface StartReplicaOptions {
  /** Further arguments for the replica's `redis-server`. Default: those of the primary. */
  readonly args?: readonly string[];
}
