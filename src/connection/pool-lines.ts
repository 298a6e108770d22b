import { OctavecError } from "../errors/index.js";
import { WaitingLine } from "./waiting-line.js";
import type { Wire } from "./wire.js";
import { FULL_LOAD, type WireSet } from "./wire-set.js";

/** A connection with this many commands under way takes no further one; callers wait instead. */
const MAX_IN_FLIGHT = 1_024;

export interface LineSettings {
  readonly label: string;
  readonly maxConnections: number;
  readonly maxWaiting: number;
}

/**
 * Who gets which connection, and who waits for one: a line for those who share and a line for those who need one alone.
 * One connection is always left to those who share, unless the pool has only one: long reads must not keep out short ones.
 */
export class PoolLines {
  readonly #sharers = new WaitingLine<Wire>();
  readonly #lessees = new WaitingLine<Wire>();

  constructor(
    private readonly wires: WireSet,
    private readonly settings: LineSettings,
    /** Asks for connections: so many would be in use, and without so many somebody waits. */
    private readonly press: (demand: number, atLeast: number) => void,
  ) {}

  /** Callers waiting for a connection. */
  get waiting(): number {
    return this.#sharers.length + this.#lessees.length;
  }

  /** A connection for one shared command or pipeline, when one can take it at once. */
  shareNow(): Wire | undefined {
    const wire = this.wires.next();
    if (wire === undefined || wire.inFlight >= FULL_LOAD) this.#press();
    return wire !== undefined && wire.inFlight < MAX_IN_FLIGHT ? wire : undefined;
  }

  /** A connection for one caller alone, when one is free. It is to be given back by `release`. */
  leaseNow(): Wire | undefined {
    const wire = this.#mayLease() ? this.wires.free() : undefined;
    if (wire !== undefined) wire.leased = true;
    this.#press(wire === undefined ? 1 : 0);
    return wire;
  }

  /**
   * Waits for a connection.
   *
   * @param isAlone - For one caller alone.
   * @param onTimeout - Makes the error of a wait that took too long.
   * @throws OctavecError `POOL_OVERLOADED` when too many wait already.
   */
  wait(
    isAlone: boolean,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    onTimeout: () => unknown,
  ): Promise<Wire> {
    this.#shed();
    const waiting = (isAlone ? this.#lessees : this.#sharers).wait(timeoutMs, signal, onTimeout);
    this.#press();
    if (isAlone) this.#reserve();
    return waiting;
  }

  /** Gives a leased connection back. With a reply still owed it stays alone until that came. */
  release(wire: Wire): void {
    if (wire.inFlight > 0) {
      wire.reserved = true;
      wire.leased = false;
      return;
    }
    wire.leased = false;
    wire.reserved = false;
    // In a pool of one the two lines take turns.
    if (this.#sharers.length > 0) {
      this.#serveSharers(wire);
      this.#reserve();
    } else {
      this.serve(wire);
    }
  }

  /** Gives a connection that may have become free to those who wait. Called after every reply: must stay cheap. */
  serve(wire: Wire): void {
    if (wire.reserved && wire.inFlight === 0) wire.reserved = false;
    if (this.#lessees.length > 0) {
      if (wire.free && this.#mayLease()) {
        wire.leased = true;
        this.#lessees.serve(wire);
      }
      this.#reserve();
    }
    this.#serveSharers(wire);
  }

  /** Sends everybody away with the same error. */
  dismiss(reason: unknown): void {
    this.#sharers.dismiss(reason);
    this.#lessees.dismiss(reason);
  }

  #mayLease(): boolean {
    return this.settings.maxConnections === 1 || this.wires.leased < this.settings.maxConnections - 1;
  }

  #serveSharers(wire: Wire): void {
    if (this.#sharers.length === 0 || !wire.shared) return;
    // Those served send a moment later, so count the free places here.
    for (let free = MAX_IN_FLIGHT - wire.inFlight; free > 0 && this.#sharers.length > 0; free--) {
      this.#sharers.serve(wire);
    }
  }

  /** Where nobody ever lets go of a shared connection, one of them stops taking commands until it is free. */
  #reserve(): void {
    if (this.#lessees.length === 0 || !this.#mayLease()) return;
    if (this.wires.usable < this.settings.maxConnections) return;
    if (this.wires.count((wire) => wire.usable && wire.reserved) > 0) return;
    const wire = this.wires.leastBusy();
    if (wire === undefined) return;
    if (wire.inFlight === 0) this.serve(wire);
    else wire.reserved = true;
  }

  #press(further = 0): void {
    const alone = this.wires.leased + this.#lessees.length + further;
    const sharing = Math.ceil(this.#sharers.length / MAX_IN_FLIGHT);
    this.press(this.wires.used + this.#lessees.length + further + sharing, alone + 1);
  }

  #shed(): void {
    const { waiting } = this;
    const { label, maxWaiting } = this.settings;
    if (waiting < maxWaiting) return;
    throw new OctavecError(
      "POOL_OVERLOADED",
      `${waiting} callers wait for a connection to ${label} already, as many as maxWaiting allows: nothing was sent. ` +
        "Lower the concurrency, or raise maxConnections or maxWaiting.",
      { details: { waiting, maxWaiting } },
    );
  }
}
