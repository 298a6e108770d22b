import { deadline } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import type { ResolvedConnectOptions } from "../options/index.js";
import type { ServerIdentity } from "./handshake.js";
import { openWire } from "./open-wire.js";
import { PoolSize } from "./pool-size.js";
import { PoolUpkeep } from "./pool-upkeep.js";
import type { Wire, WireOptions } from "./wire.js";
import { WireOpener } from "./wire-opener.js";
import { WireSet } from "./wire-set.js";

/** A timer counts whole milliseconds and so may fire a little before its time. */
const TIMER_EARLY_MS = 5;

/** Receives whether a server can be reached. Both methods may be called repeatedly. */
export interface Reachability {
  /**
   * There is no connection left, and another attempt to open one failed.
   *
   * @param sinceMs - `performance.now()` when the last connection was lost.
   */
  lost(error: unknown, sinceMs: number): void;
  /** A connection was opened. */
  regained(): void;
}

export interface KeeperHooks {
  /** A connection may have become free. Called after every reply: must stay cheap. */
  readonly onFree: (wire: Wire) => void;
  /** Nobody needs to wait: another attempt would fail the same way. */
  readonly onHopeless: (error: OctavecError) => void;
  readonly reachability: Reachability | undefined;
}

/** Has as many connections open as are wanted: opens, replaces, gives back and ends them. */
export class WireKeeper {
  readonly wires = new WireSet();
  readonly size: PoolSize;
  readonly #opener: WireOpener;
  readonly #upkeep: PoolUpkeep;
  #identity: ServerIdentity | undefined;
  /** `performance.now()` when the last usable connection was lost, while there is none. */
  #lostAtMs: number | undefined;
  #isStopped = false;

  constructor(
    private readonly options: ResolvedConnectOptions,
    private readonly wireOptions: WireOptions,
    private readonly hooks: KeeperHooks,
  ) {
    const { minConnections, maxConnections, idleTimeoutMs } = options;
    this.size = new PoolSize(minConnections, maxConnections, idleTimeoutMs, performance.now());
    this.#opener = new WireOpener(wireOptions, {
      wanted: () => this.#wanted(),
      onOpen: (wire) => this.#adopt(wire),
      onWireChange: (wire) => this.#onWireChange(wire),
      onFailure: (error) => this.#onOpenFailure(error),
    });
    this.#upkeep = new PoolUpkeep(this.wires, this.size, options, {
      onDead: (wire) => wire.destroy(),
      onWanted: () => this.#opener.kick(),
    });
  }

  /** Opens the first connection, checks the server behind it, and has the others opened in the background. */
  async start(signal: AbortSignal | undefined): Promise<void> {
    this.#adopt(await openWire(this.wireOptions, (wire) => this.#onWireChange(wire), signal));
    this.#opener.kick();
  }

  /** What the server said of itself at the newest connection. */
  get identity(): ServerIdentity {
    if (this.#identity === undefined) throw new Error("the pool was used before its first connection");
    return this.#identity;
  }

  /** Why no connection could be opened, since one was opened last. */
  get lastFailure(): unknown {
    return this.#opener.lastFailure;
  }

  /** So many connections would be in use if everybody were served, and without so many somebody waits. */
  press(demand: number, atLeast: number): void {
    this.size.press(demand, atLeast);
    if (this.wires.usable < this.size.target) this.#opener.kick();
  }

  /**
   * A connection that has owed a reply for `commandTimeoutMs` takes no more work and ends at the latest after as long
   * again. Replies that keep coming mean a long queue, and a call that wants to wait less says nothing of the connection.
   */
  abandonIfDead(wire: Wire): void {
    if (wire.silentMs < this.options.commandTimeoutMs - TIMER_EARLY_MS) return;
    wire.retire();
    setTimeout(() => wire.destroy(), this.options.commandTimeoutMs).unref();
    this.#opener.kick();
  }

  /** Opens nothing more, waits up to `closeTimeoutMs` for replies under way, then ends every connection. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#upkeep.stop();
    const openerEnd = this.#opener.stop();
    const drained = Promise.all([...this.wires].map((wire) => wire.whenClosed));
    for (const wire of this.wires) wire.retire();
    await deadline<unknown>(drained, {
      timeoutMs: this.options.closeTimeoutMs,
      onTimeout: () => {
        for (const wire of [...this.wires]) wire.destroy();
      },
    });
    await openerEnd;
  }

  /** Retired connections count until they have ended: the server never sees more than `maxConnections`. */
  #wanted(): number {
    // The first connection is opened by `start`.
    if (this.#identity === undefined) return 0;
    const expired = this.#upkeep.expired;
    const room = this.options.maxConnections - this.wires.size;
    // At the upper limit a replacement cannot come before what it replaces has gone.
    if (expired > 0 && room <= 0) this.#upkeep.retireExpired();
    return Math.min(this.size.target - this.wires.usable + expired, room);
  }

  #adopt(wire: Wire): void {
    this.wires.add(wire);
    this.#identity = wire.identity;
    this.#lostAtMs = undefined;
    this.hooks.reachability?.regained();
    if (this.wires.usable > this.size.target) this.#upkeep.retireExpired();
    this.#onWireChange(wire);
  }

  /** Called after every reply: must stay cheap. */
  #onWireChange(wire: Wire): void {
    if (!wire.usable && this.wires.usable === 0) this.#lostAtMs ??= performance.now() - wire.silentMs;
    if (!wire.closed) {
      this.hooks.onFree(wire);
      return;
    }
    this.wires.delete(wire);
    if (!this.#isStopped) this.#opener.kick();
  }

  #onOpenFailure(error: unknown): void {
    if (this.wires.usable === 0) {
      this.hooks.reachability?.lost(error, this.#lostAtMs ?? performance.now());
    }
    // Waiting does not help against a wrong password or an old server.
    if (error instanceof OctavecError && !error.retryable) this.hooks.onHopeless(error);
  }
}
