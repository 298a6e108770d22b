import { OctavecError } from "../errors/index.js";
import type {
  Capabilities,
  Command,
  Executor,
  Reply,
  SendOptions,
  StepResult,
  Transaction,
} from "../executor.js";
import type { ResolvedConnectOptions } from "../options/index.js";
import type { PoolObserver } from "../telemetry/index.js";
import { Borrowing } from "./borrowing.js";
import { withDeadline } from "./deadline.js";
import { resolveEndpoint } from "./endpoint.js";
import type { ServerIdentity } from "./handshake.js";
import { openWire } from "./open-wire.js";
import { runPipeline } from "./run-pipeline.js";
import { connectionFailed } from "./translate-error.js";
import { WaitingLine } from "./waiting-line.js";
import { SLOW_COMMAND_LOAD, type Wire, type WireOptions } from "./wire.js";
import { WireOpener } from "./wire-opener.js";

/** A wire with this many commands under way takes no further one; callers wait instead. */
const MAX_IN_FLIGHT = 1_024;
/** With this much work under way on the least busy wire, another one is opened. */
const GROW_AT_LOAD = SLOW_COMMAND_LOAD;
/** A timer counts whole milliseconds and so may fire a little before its time. */
const TIMER_EARLY_MS = 5;

export interface PoolFigures {
  /** Connections that take work. */
  readonly open: number;
  /** Of these, how many have nothing under way. */
  readonly idle: number;
  /** Commands sent whose reply has not come. */
  readonly commandsInFlight: number;
  /** Callers waiting for a connection. */
  readonly waiting: number;
  readonly min: number;
  readonly max: number;
}

/**
 * A bounded set of connections to one server, shared by all callers: each command goes to the least busy connection
 * and is pipelined there, because an exclusive check-out per command was measured slower than plain connections.
 * Lost connections are replaced in the background; callers wait for a usable one up to `acquireTimeoutMs`.
 */
export class ConnectionPool implements Executor {
  readonly #options: ResolvedConnectOptions;
  readonly #observer: PoolObserver | undefined;
  readonly #wireOptions: WireOptions;
  readonly #opener: WireOpener;
  readonly #line = new WaitingLine<Wire>();
  readonly #wires = new Set<Wire>();
  /** How many connections to have; between `minConnections` and `maxConnections`. */
  #target: number;
  #identity: ServerIdentity | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: ResolvedConnectOptions, observer: PoolObserver | undefined) {
    this.#options = options;
    this.#observer = observer;
    this.#target = options.minConnections;
    this.#wireOptions = {
      endpoint: resolveEndpoint(options),
      clientName: options.clientName,
      connectTimeoutMs: options.connectTimeoutMs,
      observer,
    };
    this.#opener = new WireOpener(this.#wireOptions, {
      // Retired wires count until they have ended: the server never sees more than maxConnections.
      wanted: () => Math.min(this.#target - this.#usableCount(), options.maxConnections - this.#wires.size),
      onOpen: (wire) => this.#adopt(wire),
      onWireChange: (wire) => this.#onWireChange(wire),
      onFailure: (error) => this.#onOpenFailure(error),
    });
  }

  /**
   * Opens the first connection, checks the server behind it, and opens the others in the background.
   *
   * @param observer - Told of connections, waits and uses. Default: nobody.
   * @throws OctavecError `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`, `INVALID_OPTIONS`.
   */
  static async open(options: ResolvedConnectOptions, observer?: PoolObserver): Promise<ConnectionPool> {
    const pool = new ConnectionPool(options, observer);
    pool.#adopt(await openWire(pool.#wireOptions, (wire) => pool.#onWireChange(wire)));
    pool.#idleTimer = setInterval(() => pool.#shrink(), options.idleTimeoutMs).unref();
    pool.#opener.kick();
    return pool;
  }

  get capabilities(): Capabilities {
    return this.identity;
  }

  /** What the server said of itself at the newest connection. */
  get identity(): ServerIdentity {
    if (this.#identity === undefined) throw new Error("the pool was used before its first connection");
    return this.#identity;
  }

  /** `host:port` or the path of a socket, without credentials. */
  get label(): string {
    return this.#wireOptions.endpoint.label;
  }

  get figures(): PoolFigures {
    const wires = [...this.#wires];
    const usable = wires.filter((wire) => wire.usable);
    return {
      open: usable.length,
      idle: usable.filter((wire) => wire.inFlight === 0).length,
      commandsInFlight: wires.reduce((sum, wire) => sum + wire.inFlight, 0),
      waiting: this.#line.length,
      min: this.#options.minConnections,
      max: this.#options.maxConnections,
    };
  }

  async send(command: Command, options: SendOptions = {}): Promise<Reply> {
    const { signal, timeoutMs = this.#options.commandTimeoutMs } = options;
    const borrowing = this.#observer && new Borrowing(this.#observer);
    const wire = this.#pickNow(options) ?? (await this.#waitForWire(options));
    borrowing?.obtained();
    const reply = withDeadline(wire.send(command, options), {
      timeoutMs,
      signal,
      what: String(command[0]),
      onTimeout: () => this.#abandonIfDead(wire),
    });
    borrowing?.until(reply);
    return reply;
  }

  async pipeline(
    steps: readonly (Command | Transaction)[],
    options: SendOptions = {},
  ): Promise<StepResult[]> {
    const { timeoutMs = this.#options.commandTimeoutMs } = options;
    const borrowing = this.#observer && new Borrowing(this.#observer);
    let wire: Wire;
    try {
      wire = this.#pickNow(options) ?? (await this.#waitForWire(options));
    } catch (error) {
      if (options.signal?.aborted || !(error instanceof OctavecError)) throw error;
      return steps.map(() => ({ ok: false, error, sent: false }));
    }
    borrowing?.obtained();
    const results = runPipeline(wire, steps, { ...options, timeoutMs }, () => this.#abandonIfDead(wire));
    borrowing?.until(results);
    return results;
  }

  /**
   * Takes no more work, waits up to `closeTimeoutMs` for what is under way, then closes every connection; commands
   * still without a reply fail with `CONNECTION_LOST`. Repeated calls wait for the same end.
   */
  close(): Promise<void> {
    this.#closing ??= this.#drainAndClose();
    return this.#closing;
  }

  #pickNow({ signal, blocking = false }: SendOptions): Wire | undefined {
    if (this.#closing !== undefined) throw this.#closedError();
    signal?.throwIfAborted();
    const wire = this.#leastBusy();
    if (wire === undefined || wire.load >= (blocking ? 1 : GROW_AT_LOAD)) this.#grow();
    return wire !== undefined && wire.inFlight < MAX_IN_FLIGHT ? wire : undefined;
  }

  async #waitForWire({ signal, timeoutMs }: SendOptions): Promise<Wire> {
    this.#opener.kick();
    const acquireTimeoutMs = Math.min(this.#options.acquireTimeoutMs, timeoutMs ?? Number.POSITIVE_INFINITY);
    const wire = await this.#line.wait(acquireTimeoutMs, signal, () => {
      this.#observer?.acquireTimedOut();
      const { open, commandsInFlight, waiting } = this.figures;
      // Nobody to talk to is a clearer answer than "the pool is busy".
      if (open === 0) {
        return (
          this.#opener.lastFailure ??
          connectionFailed(this.label, new Error(`no answer within ${acquireTimeoutMs} ms`))
        );
      }
      return new OctavecError(
        "POOL_TIMEOUT",
        `No connection to ${this.label} became free within ${acquireTimeoutMs} ms: ${open} of at most ` +
          `${this.#options.maxConnections} open, ${commandsInFlight} commands under way, ${waiting} callers waiting. ` +
          "Lower the concurrency, or raise maxConnections or acquireTimeoutMs.",
        { details: { open, commandsInFlight, waiting, acquireTimeoutMs } },
      );
    });
    // Between being served and being here the caller may have given up, or somebody closed the pool.
    signal?.throwIfAborted();
    if (this.#closing !== undefined) throw this.#closedError();
    return wire;
  }

  #usableCount(): number {
    let count = 0;
    for (const wire of this.#wires) if (wire.usable) count++;
    return count;
  }

  #leastBusy(): Wire | undefined {
    let best: Wire | undefined;
    for (const wire of this.#wires) {
      if (!wire.usable || (best !== undefined && wire.load >= best.load)) continue;
      if (wire.load === 0) return wire;
      best = wire;
    }
    return best;
  }

  #grow(): void {
    if (this.#usableCount() >= this.#target && this.#target < this.#options.maxConnections) this.#target++;
    this.#opener.kick();
  }

  #shrink(): void {
    const idleSinceMs = performance.now() - this.#options.idleTimeoutMs;
    for (const wire of this.#wires) {
      if (this.#target <= this.#options.minConnections) return;
      if (wire.inFlight > 0 || wire.lastReplyAtMs > idleSinceMs) continue;
      this.#target--;
      wire.retire();
    }
  }

  #adopt(wire: Wire): void {
    this.#wires.add(wire);
    this.#identity = wire.identity;
    this.#onWireChange(wire);
  }

  /** Called after every reply: must stay cheap. */
  #onWireChange(wire: Wire): void {
    if (wire.closed) {
      this.#wires.delete(wire);
      if (this.#closing === undefined) this.#opener.kick();
      return;
    }
    if (this.#line.length === 0 || !wire.usable) return;
    // Those served send a moment later, so count the free places here.
    for (let free = MAX_IN_FLIGHT - wire.inFlight; free > 0 && this.#line.length > 0; free--) {
      this.#line.serve(wire);
    }
  }

  #onOpenFailure(error: unknown): void {
    // Waiting does not help against a wrong password or an old server.
    if (error instanceof OctavecError && !error.retryable) this.#line.dismiss(error);
  }

  /**
   * A connection that has owed a reply for `commandTimeoutMs` takes no more work and ends at the latest after as long
   * again. Replies that keep coming mean a long queue, and a call that wants to wait less says nothing of the connection.
   */
  #abandonIfDead(wire: Wire): void {
    if (wire.silentMs < this.#options.commandTimeoutMs - TIMER_EARLY_MS) return;
    wire.retire();
    setTimeout(() => wire.destroy(), this.#options.commandTimeoutMs).unref();
    this.#opener.kick();
  }

  async #drainAndClose(): Promise<void> {
    clearInterval(this.#idleTimer);
    const openerEnd = this.#opener.stop();
    this.#line.dismiss(this.#closedError());
    const drained = Promise.all([...this.#wires].map((wire) => wire.whenClosed));
    for (const wire of this.#wires) wire.retire();
    await withDeadline(drained, { timeoutMs: this.#options.closeTimeoutMs, what: "close" }).catch(() => {
      for (const wire of [...this.#wires]) wire.destroy();
    });
    await openerEnd;
  }

  #closedError(): OctavecError {
    return new OctavecError(
      "POOL_CLOSED",
      `The client for ${this.label} is closed: nothing was sent. Connect again for more work.`,
    );
  }
}
