import { loopTimeMs, loopTimeSince, Wait } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import type { Capabilities, Command, Executor, Reply, SendOptions, StepResult, Steps } from "../executor.js";
import type { ResolvedConnectOptions } from "../options/index.js";
import type { PoolObserver } from "../telemetry/index.js";
import { Borrowing } from "./borrowing.js";
import { resolveEndpoint } from "./endpoint.js";
import type { Handshake, ServerIdentity } from "./handshake.js";
import { Lease } from "./lease.js";
import { noConnection, poolClosed } from "./pool-errors.js";
import { figuresOf, type PoolFigures } from "./pool-figures.js";
import { PoolLines } from "./pool-lines.js";
import type { Wire, WireOptions } from "./wire.js";
import { type Reachability, WireKeeper } from "./wire-keeper.js";
import { WireSender } from "./wire-sender.js";

/** What a pool is given beside the connect options. */
export interface PoolSetup {
  /** Receives connections, waits and uses. Default: nothing is called. */
  readonly observer?: PoolObserver | undefined;
  /** What the connections are for. Default: commands to a primary. */
  readonly handshake?: Handshake | undefined;
  /** Ends the attempt to open the first connection. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the server cannot be reached any more, and when it can again. Default: nothing is called. */
  readonly reachability?: Reachability | undefined;
}

/**
 * A bounded set of connections to one server, used in two ways. *Shared* ones carry the commands of all callers: each
 * is pipelined on a connection with others, because an exclusive check-out per command was measured
 * slower than plain connections. *Leased* ones belong to one caller for a while: threaded searches, blocking reads,
 * WATCH. Lost connections are replaced in the background; callers wait for a usable one up to `acquireTimeoutMs`.
 */
export class ConnectionPool implements Executor {
  readonly #options: ResolvedConnectOptions;
  readonly #observer: PoolObserver | undefined;
  readonly #keeper: WireKeeper;
  readonly #lines: PoolLines;
  readonly #sender: WireSender;
  #closing: Promise<void> | undefined;

  private constructor(
    options: ResolvedConnectOptions,
    /** `host:port`, without credentials. */
    readonly label: string,
    wireOptions: WireOptions,
    reachability: Reachability | undefined,
  ) {
    this.#options = options;
    this.#observer = wireOptions.observer;
    this.#keeper = new WireKeeper(options, wireOptions, {
      onFree: (wire) => this.#lines.serve(wire),
      onHopeless: (error) => this.#lines.dismiss(error),
      reachability,
    });
    this.#sender = new WireSender(options.commandTimeoutMs, (wire) => this.#keeper.abandonIfDead(wire));
    const { maxConnections, maxWaiting } = options;
    this.#lines = new PoolLines(
      this.#keeper.wires,
      { label, maxConnections, maxWaiting },
      (demand, atLeast) => this.#keeper.press(demand, atLeast),
    );
  }

  /**
   * Opens the first connection, checks the server behind it, and opens the others in the background.
   *
   * @throws OctavecError `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`, `INVALID_OPTIONS`.
   */
  static async open(options: ResolvedConnectOptions, setup: PoolSetup = {}): Promise<ConnectionPool> {
    const { clientName, connectTimeoutMs } = options;
    const { observer, handshake, signal, reachability } = setup;
    const endpoint = resolveEndpoint(options);
    const wireOptions = { endpoint, clientName, connectTimeoutMs, observer, handshake };
    const pool = new ConnectionPool(options, endpoint.label, wireOptions, reachability);
    try {
      await pool.#keeper.start(signal);
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  get capabilities(): Capabilities {
    return this.identity;
  }

  /** What the server said of itself at the newest connection. */
  get identity(): ServerIdentity {
    return this.#keeper.identity;
  }

  /** `close` was called. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  get figures(): PoolFigures {
    const { wires, size } = this.#keeper;
    return figuresOf(wires, this.#lines.waiting, size.utilisation, this.#options);
  }

  /** `blocking` leases a connection for the length of the command; everything else is shared. */
  send(command: Command, options: SendOptions = {}): Promise<Reply> {
    return this.sendWatched(command, options);
  }

  sendWatched(command: Command, options: SendOptions, onSettled?: (error?: unknown) => void): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const { blocking = false } = options;
      const borrowing = this.#observer && new Borrowing(this.#observer);
      let wire: Wire | undefined;
      const wait = new Wait<Reply>(resolve, reject, (error) => {
        borrowing?.released();
        if (wire !== undefined && blocking) this.#lines.release(wire);
        onSettled?.(error);
      });
      wire = this.#obtainNow(options, blocking);
      if (wire !== undefined) {
        borrowing?.obtained();
        this.#sender.begin(wait, wire, command, options);
        return;
      }
      const sinceMs = loopTimeMs();
      this.#obtainLater(options, blocking).then(
        (obtained) => {
          wire = obtained;
          borrowing?.obtained();
          this.#sender.begin(wait, wire, command, { ...options, waitedMs: loopTimeSince(sinceMs) });
        },
        (error: unknown) => wait.reject(error),
      );
    });
  }

  async pipeline(steps: Steps, options: SendOptions = {}): Promise<StepResult[]> {
    const borrowing = this.#observer && new Borrowing(this.#observer);
    let wire: Wire;
    try {
      wire = this.#obtainNow(options, false) ?? (await this.#obtainLater(options, false));
    } catch (error) {
      if (options.signal?.aborted || !(error instanceof OctavecError)) throw error;
      return steps.map(() => ({ ok: false, error, sent: false }));
    }
    borrowing?.obtained();
    const results = await this.#sender.pipeline(wire, steps, options);
    borrowing?.released();
    return results;
  }

  /**
   * Runs `work` with a connection that nobody else uses meanwhile, and takes it back when `work` has settled. A
   * connection that comes back with a transaction or watch open, or with a reply owed, is closed and replaced.
   *
   * @param options - `timeoutMs`: longest wait for the connection, no longer than `acquireTimeoutMs`; `signal` ends that wait.
   * @throws OctavecError `POOL_TIMEOUT`, `POOL_OVERLOADED`, `POOL_CLOSED`, `CONNECTION_FAILED`; what `work` throws.
   */
  async lease<T>(
    work: (connection: Executor) => Promise<T>,
    options: Pick<SendOptions, "timeoutMs" | "signal"> = {},
  ): Promise<T> {
    const borrowing = this.#observer && new Borrowing(this.#observer);
    const wire = this.#obtainNow(options, true) ?? (await this.#obtainLater(options, true));
    borrowing?.obtained();
    const lease = new Lease(wire, this.#sender, this.capabilities);
    try {
      return await work(lease);
    } finally {
      borrowing?.released();
      if (!lease.end()) wire.destroy();
      this.#lines.release(wire);
    }
  }

  /**
   * Takes no more work, waits up to `closeTimeoutMs` for what is under way, then closes every connection; commands
   * still without a reply fail with `CONNECTION_LOST`. Repeated calls wait for the same end.
   */
  close(): Promise<void> {
    // What calls dismissed callers make at once must find the pool closed.
    this.#closing ??= Promise.resolve().then(() => {
      this.#lines.dismiss(poolClosed(this.label));
      return this.#keeper.stop();
    });
    return this.#closing;
  }

  /** @param isAlone - Lease the connection: it is to be given back by `release`. */
  #obtainNow({ signal }: SendOptions, isAlone: boolean): Wire | undefined {
    this.#checkOpen(signal);
    return isAlone ? this.#lines.leaseNow() : this.#lines.shareNow();
  }

  async #obtainLater({ signal, timeoutMs }: SendOptions, isAlone: boolean): Promise<Wire> {
    const waitMs = Math.min(this.#options.acquireTimeoutMs, timeoutMs ?? Number.POSITIVE_INFINITY);
    const onTimeout = () => {
      this.#observer?.acquireTimedOut();
      return noConnection(this.label, waitMs, this.figures, this.#keeper.lastFailure);
    };
    const wire = await this.#lines.wait(isAlone, waitMs, signal, onTimeout);
    try {
      // Between being served and being here the caller may have given up, or somebody closed the pool.
      this.#checkOpen(signal);
    } catch (error) {
      if (isAlone) this.#lines.release(wire);
      throw error;
    }
    return wire;
  }

  #checkOpen(signal: AbortSignal | undefined): void {
    if (this.closed) throw poolClosed(this.label);
    signal?.throwIfAborted();
  }
}
