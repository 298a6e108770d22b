import { BackgroundFailures, BackgroundTasks } from "./async/index.js";
import {
  type Advisory,
  advisoriesOf,
  checkRawCommand,
  InstrumentedExecutor,
  resolveEndpoint,
} from "./connection/index.js";
import { type BackgroundFailure, OctavecError, reading } from "./errors/index.js";
import type { Command, Executor, Reply, SendOptions } from "./executor.js";
import {
  type CacheChangeEvent,
  ClientMonitor,
  type EmbedderDownEvent,
  type EmbedderUpEvent,
  type EventListener,
} from "./monitoring/index.js";
import {
  type Attributes,
  type ConnectOptions,
  checkLeaseOptions,
  checkOperationOptions,
  checkSendOptions,
  connectOptionsSchema,
  type LeaseOptions,
  type OperationOptions,
  parseOptions,
  type RepositoryOptions,
  type ResolvedConnectOptions,
  type TelemetryConnectOptions,
} from "./options/index.js";
import { Sweepers, type VectorRepository } from "./repository/index.js";
import { RetryingExecutor, waitsByItself } from "./resilience/index.js";
import { openRepository } from "./shards/index.js";
import { createTelemetry, type Telemetry } from "./telemetry/index.js";
import {
  type Health,
  isolateServers,
  openTopology,
  openTopologyLazily,
  probeTopology,
  ServerFigures,
  type Topology,
} from "./topology/index.js";

/** A connected client: the place where repositories come from. One per process and server is enough. */
export class VectorClient {
  readonly #topology: Topology;
  readonly #executor: Executor;
  readonly #telemetry: Telemetry | undefined;
  readonly #telemetryOptions: ResolvedConnectOptions["telemetry"];
  readonly #monitor: ClientMonitor;
  readonly #failures: BackgroundFailures;
  readonly #sweepers: Sweepers;
  readonly #tasks: BackgroundTasks;
  readonly #stopFigures: (() => void) | undefined;
  #isClosed = false;

  private constructor(topology: Topology, options: ResolvedConnectOptions, { telemetry, monitor }: Watchers) {
    const { acquireTimeoutMs, commandTimeoutMs } = options;
    this.#topology = topology;
    this.#telemetry = telemetry;
    this.#telemetryOptions = options.telemetry;
    this.#monitor = monitor;
    this.#failures = new BackgroundFailures((failure) => {
      telemetry?.backgroundFailed?.(failure);
      monitor.backgroundFailed(failure);
    });
    this.#sweepers = new Sweepers((error) => this.#failures.report("sweep-records", error));
    this.#stopFigures = this.#watchServers();
    // One for each repository at most, which waits most of the time.
    this.#tasks = new BackgroundTasks(Number.POSITIVE_INFINITY, this.#failures);
    const limits = {
      operationTimeoutMs: acquireTimeoutMs + commandTimeoutMs,
      attemptTimeoutMs: commandTimeoutMs,
    };
    this.#executor = this.#instrument(
      new RetryingExecutor(topology, options.retry, limits, {
        observer: telemetry?.retries,
        onFailure: (error) => monitor.callFailed(error),
      }),
    );
  }

  /** The same as `connect()`. */
  static async open(options: ConnectOptions = {}): Promise<VectorClient> {
    const resolved = parseOptions(connectOptionsSchema, options, "connect options");
    if (resolved.lazy) return VectorClient.#lazy(resolved);
    const watchers = watchersOf(resolved);
    return new VectorClient(await openTopology(resolved, watchers), resolved, watchers);
  }

  /**
   * The same as `connect({ lazy: true })`, for code that cannot wait, such as a constructor.
   *
   * @throws OctavecError `INVALID_OPTIONS`.
   */
  static openLazily(options: Omit<ConnectOptions, "lazy"> = {}): VectorClient {
    return VectorClient.#lazy(
      parseOptions(connectOptionsSchema, { ...options, lazy: true }, "connect options"),
    );
  }

  static #lazy(options: ResolvedConnectOptions): VectorClient {
    const watchers = watchersOf(options);
    return new VectorClient(openTopologyLazily(options, watchers), options, watchers);
  }

  /**
   * Version of the server, for example `"8.2.3"`; of several servers, the oldest one's; `"unknown"` while a client with
   * `lazy` has not reached any.
   */
  get serverVersion(): string {
    return this.#topology.capabilities.version;
  }

  /**
   * What is known to be wrong with `serverVersion`: bugs of vector sets, and security fixes that it lacks. The same is told by one
   * event of type `advisory` for each server. Empty if nothing is known.
   *
   * @example
   * for (const { severity, summary, fixedIn } of client.advisories()) console.warn(severity, summary, fixedIn);
   */
  advisories(): readonly Advisory[] {
    return advisoriesOf(this.serverVersion);
  }

  /** The port below the repositories: for commands in pipelines and transactions, or to build a repository by hand. */
  get executor(): Executor {
    return this.#executor;
  }

  /** The option `telemetry`, for what is built on a client and reports to the same place: caches. */
  get telemetry(): Readonly<TelemetryConnectOptions> & { readonly enabled: boolean } {
    return this.#telemetryOptions;
  }

  /**
   * For code that is built on this client, such as caches: calls `listener` with every event, as `onEvent` is called.
   *
   * @returns a function that ends the subscription.
   */
  subscribe(listener: EventListener): () => void {
    return this.#monitor.subscribe(listener);
  }

  /** For code that is built on this client, such as caches: counts a failure in the background, and sends an event. */
  reportBackgroundFailure({ job, error }: BackgroundFailure): void {
    this.#failures.report(job, error);
  }

  /** For code that is built on this client, such as caches: sends an event about a change. */
  reportChange(event: CacheChangeEvent): void {
    this.#monitor.changed(event);
  }

  /** For code that is built on this client, such as caches: sends an event about an embedder. */
  reportEmbedder(event: EmbedderDownEvent | EmbedderUpEvent): void {
    this.#monitor.embedderChanged(event);
  }

  /**
   * A collection. Does no I/O; any number of repositories share the client's connections.
   *
   * @example
   * const articles = client.repository({ namespace: "shop", collection: "articles", dimension: embedder.dimension });
   * @throws OctavecError `INVALID_OPTIONS`.
   */
  repository<A extends Attributes = Attributes>(options: RepositoryOptions<A>): VectorRepository<A> {
    return openRepository<A>(this.#executor, options, this.#telemetry?.precision, {
      run: (job, work) => this.#tasks.run(job, work),
      report: (job, error) => this.#failures.report(job, error),
      changed: (event) => this.#monitor.changed(event),
      sweepers: this.#sweepers,
    });
  }

  /**
   * Sends a command as is: the way out for what this library does not cover. RESP3 maps come as flat arrays.
   * It is repeated after a failure when the server certainly has not done it, and also when that is in doubt if you say
   * `readOnly` or `idempotent`. Commands that change the connection itself
   * (MULTI, SELECT, SUBSCRIBE …) are refused, because others use the same one; those that wait (BLPOP, XREAD BLOCK …)
   * get one of their own while they do.
   * In a cluster it goes to the node of its key: the first argument, or where commands that this library knows have it
   * (EVAL, XREAD …). Without a key one primary answers (INFO, SCAN), or all get it (FLUSHALL, SCRIPT LOAD, CONFIG SET).
   *
   * @throws OctavecError `INVALID_ARGUMENT` before anything is sent; otherwise what the server answered.
   */
  async sendCommand(command: Command, options: Omit<SendOptions, "forServer"> = {}): Promise<Reply> {
    const { blocking, ...rest } = checkSendOptions("sendCommand", options);
    const checked = reading("sendCommand", "INVALID_ARGUMENT", () => checkRawCommand(command));
    return await this.#executor.send(checked, { ...rest, blocking: blocking ?? waitsByItself(checked) });
  }

  /**
   * Runs `work` with a connection that nobody else uses meanwhile: for WATCH and MULTI, or reads that block. It is taken
   * back when `work` has settled; if a transaction is left open, a reply is still owed, or the connection was changed
   * (SELECT …), it is closed and replaced. Nothing is repeated here: an optimistic transaction is yours to run again.
   *
   * @param options - `key`: a key of the work, which decides the node in a cluster (default: any primary); `timeoutMs`:
   * longest wait for the connection, in milliseconds (default: `acquireTimeoutMs`, which it cannot exceed); `signal` ends
   * that wait.
   * @throws OctavecError `POOL_TIMEOUT`, `POOL_OVERLOADED`, `CONNECTION_FAILED`; otherwise what `work` throws.
   */
  async lease<T>(work: (connection: Executor) => Promise<T>, options: LeaseOptions = {}): Promise<T> {
    const checked = checkLeaseOptions(options);
    if (typeof work !== "function") {
      throw new OctavecError("INVALID_ARGUMENT", "lease: expected a function that takes the connection.");
    }
    const { pool } = await this.#topology.primaryOf(checked.key, checked);
    return pool.lease((connection) => work(this.#instrument(connection)), checked);
  }

  /** One PING to each server, of which no span is made and which no breaker keeps back, the state of pools and breakers, and the counts of background failures. May be repeated; is not by itself, so that it tells of this moment. Never rejects for a server that is down: `status` says so. */
  async health(options: OperationOptions = {}): Promise<Health> {
    const checked = checkOperationOptions("health", options);
    const state = {
      isClosed: this.#isClosed,
      backgroundFailures: this.#failures.counts,
      events: this.#monitor.counts,
    };
    return probeTopology(this.#topology, state, checked);
  }

  /**
   * Keeps all calls away from a server, for example while it is worked on: they fail with `CIRCUIT_OPEN` at once. Its
   * `health()` still asks it. In a cluster that means the server's slots.
   *
   * @param server - `host:port`, as `health()` names it. Default: every server.
   * @returns a function that lets calls through again.
   * @throws OctavecError `INVALID_ARGUMENT` when there is no such server, or breakers are switched off.
   */
  async isolate(server?: string): Promise<() => void> {
    const releases = await isolateServers(this.#topology, server);
    return () => {
      for (const release of releases) release();
    };
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /** Takes no more work, waits up to `closeTimeoutMs` for what is under way, closes all connections. May be called again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#monitor.close();
    this.#stopFigures?.();
    const swept = this.#sweepers.close();
    const ended = this.#tasks.close();
    if (!this.#tasks.isIdle) await ended;
    await this.#topology.close();
    await swept;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #watchServers(): (() => void) | undefined {
    const { serverFigures } = this.#telemetryOptions;
    if (serverFigures === undefined) return undefined;
    const onFailure = (error: unknown) => this.#failures.report("server-figures", error);
    const figures = new ServerFigures(this.#topology, { ...serverFigures, onFailure });
    return this.#telemetry?.observeServers?.(() => figures.read());
  }

  #instrument(executor: Executor): Executor {
    return this.#telemetry === undefined
      ? executor
      : new InstrumentedExecutor(executor, this.#telemetry.operations);
  }
}

/**
 * Connects to a Redis 8 server and checks that it has Vector Sets. With `lazy: true` it returns at once and connects in the
 * background.
 *
 * @example
 * import { connect } from "octavec";
 *
 * await using client = await connect({ url: "redis://localhost:6379" });
 * console.log(client.serverVersion);
 * @throws OctavecError `INVALID_OPTIONS`; without `lazy` also `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`.
 */
export function connect(options: ConnectOptions = {}): Promise<VectorClient> {
  return VectorClient.open(options);
}

/** The receivers of what the client reports. */
interface Watchers {
  readonly telemetry: Telemetry | undefined;
  readonly monitor: ClientMonitor;
}

function watchersOf(options: ResolvedConnectOptions): Watchers {
  return { telemetry: telemetryOf(options), monitor: monitorOf(options) };
}

function monitorOf({ onEvent, logger, breaker: { onTransition } }: ResolvedConnectOptions): ClientMonitor {
  const monitor = new ClientMonitor({ onEvent, logger });
  if (onTransition !== undefined) {
    monitor.subscribe((event) => {
      if (event.type !== "breaker") return;
      const { server, from, to } = event;
      onTransition({ server, from, to });
    });
  }
  return monitor;
}

function telemetryOf(options: ResolvedConnectOptions): Telemetry | undefined {
  const { enabled, ...rest } = options.telemetry;
  if (!enabled) return undefined;
  const { address, database } = resolveEndpoint(options);
  return createTelemetry({
    ...rest,
    ...("path" in address
      ? { serverAddress: address.path }
      : { serverAddress: address.host, serverPort: address.port }),
    database,
  });
}
