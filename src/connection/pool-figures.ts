import type { WireSet } from "./wire-set.js";

export interface PoolFigures {
  /** Connections that take work. */
  readonly open: number;
  /** Of these, how many have nothing under way and belong to nobody. */
  readonly idle: number;
  /** Of these, how many are in the hands of one caller: threaded searches, blocking reads, `lease`. */
  readonly leased: number;
  /** Commands sent whose reply has not come. */
  readonly commandsInFlight: number;
  /** Callers waiting for a connection. */
  readonly waiting: number;
  /**
   * Share of the open connections in use over the last second or so, 0 to 1: 1 for a leased one; a shared one is fully
   * used with 32 commands under way. Above `minConnections` the pool aims at 0.70 to 0.85.
   */
  readonly utilisation: number;
  readonly min: number;
  readonly max: number;
}

export function figuresOf(
  wires: WireSet,
  waiting: number,
  utilisation: number,
  limits: { readonly minConnections: number; readonly maxConnections: number },
): PoolFigures {
  let commandsInFlight = 0;
  for (const wire of wires) commandsInFlight += wire.inFlight;
  return {
    open: wires.usable,
    idle: wires.count((wire) => wire.free),
    leased: wires.leased,
    commandsInFlight,
    waiting,
    utilisation,
    min: limits.minConnections,
    max: limits.maxConnections,
  };
}
