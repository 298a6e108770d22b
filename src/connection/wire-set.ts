import type { Wire } from "./wire.js";

/** A connection with this many quick commands under way counts as fully used; more of them want another connection. */
export const FULL_LOAD = 32;

/**
 * Commands that one connection takes before another is used. Commands of one moment then leave in one write, and their replies
 * come in one read, which costs a quarter less CPU; with more of them the server would be idle while the client writes and reads.
 */
const SHARED_WRITE = 8;

/** A connection that has owed a reply for longer gets no further command while another one is free: it may be dead. */
const QUIET_MS = 10;

/** The connections of a pool, and the questions it asks of them. */
export class WireSet {
  readonly #wires = new Set<Wire>();

  add(wire: Wire): void {
    this.#wires.add(wire);
  }

  delete(wire: Wire): void {
    this.#wires.delete(wire);
  }

  /** All that have not ended, retired ones included. */
  get size(): number {
    return this.#wires.size;
  }

  [Symbol.iterator](): IterableIterator<Wire> {
    return this.#wires.values();
  }

  count(is: (wire: Wire) => boolean): number {
    let count = 0;
    for (const wire of this.#wires) if (is(wire)) count++;
    return count;
  }

  /** Connections that take work, leased ones included. */
  get usable(): number {
    return this.count((wire) => wire.usable);
  }

  get leased(): number {
    return this.count((wire) => wire.usable && wire.leased);
  }

  /**
   * The connection for the next shared command: the oldest one that replies and has fewer than {@link SHARED_WRITE} under way, so
   * that connections beyond what is needed stay idle and can be given back; or else the least busy one.
   */
  next(): Wire | undefined {
    for (const wire of this.#wires) {
      if (wire.shared && wire.inFlight < SHARED_WRITE && wire.silentMs < QUIET_MS) return wire;
    }
    return this.leastBusy();
  }

  /** Of those that take shared commands the one with the fewest under way; of several without any the oldest. */
  leastBusy(): Wire | undefined {
    let best: Wire | undefined;
    for (const wire of this.#wires) {
      if (!wire.shared || (best !== undefined && wire.inFlight >= best.inFlight)) continue;
      if (wire.inFlight === 0) return wire;
      best = wire;
    }
    return best;
  }

  /** One that could be leased at once; the newest, as shared commands take the oldest. */
  free(): Wire | undefined {
    let found: Wire | undefined;
    for (const wire of this.#wires) if (wire.free && !wire.reserved) found = wire;
    return found;
  }

  /** How much of the open connections is in use, in connections: 1 for a leased one, a share of `FULL_LOAD` for others. */
  get used(): number {
    let used = 0;
    for (const wire of this.#wires) {
      if (wire.usable) used += wire.leased ? 1 : Math.min(1, wire.inFlight / FULL_LOAD);
    }
    return used;
  }
}
