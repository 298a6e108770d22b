import {
  ConnectionPool,
  checkRawCommand,
  type Health,
  InstrumentedExecutor,
  probeHealth,
  resolveEndpoint,
} from "./connection/index.js";
import type { Command, Executor, Reply, SendOptions } from "./executor.js";
import {
  type Attributes,
  type ConnectOptions,
  checkOperationOptions,
  checkSendOptions,
  connectOptionsSchema,
  type OperationOptions,
  parseOptions,
  type RepositoryOptions,
  type ResolvedConnectOptions,
} from "./options/index.js";
import { VectorRepository } from "./repository/index.js";
import { createTelemetry, type PrecisionObserver, type Telemetry } from "./telemetry/index.js";

/** A connected client: the place where repositories come from. One per process and server is enough. */
export class VectorClient {
  readonly #pool: ConnectionPool;

  readonly #executor: Executor;
  readonly #onClosed: () => void;
  readonly #precision: PrecisionObserver | undefined;

  private constructor(
    pool: ConnectionPool,
    executor: Executor,
    onClosed: () => void,
    precision?: PrecisionObserver,
  ) {
    this.#pool = pool;
    this.#executor = executor;
    this.#onClosed = onClosed;
    this.#precision = precision;
  }

  /** The same as `connect()`. */
  static async open(options: ConnectOptions = {}): Promise<VectorClient> {
    const resolved = parseOptions(connectOptionsSchema, options, "connect options");
    const telemetry = telemetryOf(resolved);
    try {
      const pool = await ConnectionPool.open(resolved, telemetry?.pool);
      if (telemetry === undefined) return new VectorClient(pool, pool, () => {});
      telemetry.pool?.watch(() => pool.figures);
      const executor = new InstrumentedExecutor(pool, telemetry.operations);
      return new VectorClient(pool, executor, telemetry.close, telemetry.precision);
    } catch (error) {
      telemetry?.close();
      throw error;
    }
  }

  /** Version of the server, for example `"8.2.3"`. */
  get serverVersion(): string {
    return this.#pool.capabilities.version;
  }

  /** The port below the repositories: for commands in pipelines and transactions, or to build a repository by hand. */
  get executor(): Executor {
    return this.#executor;
  }

  /** A collection. Does no I/O; any number of repositories share the client's connections. @throws OctavecError `INVALID_OPTIONS`. */
  repository<A extends Attributes = Attributes>(options: RepositoryOptions<A>): VectorRepository<A> {
    return new VectorRepository<A>(this.#executor, options, this.#precision);
  }

  /**
   * Sends a command as is: the way out for what this library does not cover. RESP3 maps come as flat arrays.
   * Whether it may be repeated is for you to know: nothing is repeated here. Commands that change the connection itself
   * (MULTI, SELECT, SUBSCRIBE …) are refused, because others use the same one; those that wait (BLPOP …) hold them up.
   *
   * @throws OctavecError `INVALID_ARGUMENT` before anything is sent; otherwise what the server answered.
   */
  async sendCommand(command: Command, options: SendOptions = {}): Promise<Reply> {
    checkSendOptions("sendCommand", options);
    return this.#executor.send(checkRawCommand(command), options);
  }

  /** One PING, of which no span is made, and the state of the pool. Never rejects for a server that is down: `status` says so. */
  async health(options: OperationOptions = {}): Promise<Health> {
    checkOperationOptions("health", options);
    return probeHealth(this.#pool, options);
  }

  /** Takes no more work, waits up to `closeTimeoutMs` for what is under way, closes all connections. May be called again. */
  async close(): Promise<void> {
    await this.#pool.close();
    this.#onClosed();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Connects to a Redis 8 server and checks that it has Vector Sets.
 *
 * @throws OctavecError `INVALID_OPTIONS`, `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`.
 */
export function connect(options: ConnectOptions = {}): Promise<VectorClient> {
  return VectorClient.open(options);
}

function telemetryOf(options: ResolvedConnectOptions): Telemetry | undefined {
  const { enabled, ...rest } = options.telemetry;
  if (!enabled) return undefined;
  const { host, port, database } = resolveEndpoint(options);
  return createTelemetry({
    ...rest,
    poolName: `${host}:${port}/${database}`,
    serverAddress: host,
    serverPort: port,
    database,
  });
}
