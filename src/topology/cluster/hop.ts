import calculateSlot from "cluster-key-slot";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Command, Transaction } from "../../executor.js";
import type { AddressMap, ServerAddress } from "../../options/index.js";
import { addressReader, parseTarget } from "../nodes/node-address.js";
import { type Destination, destinationOf } from "./command-keys.js";

/** Where a step goes next. */
export interface Hop {
  readonly address: ServerAddress;
  /** Who else may answer a read, at the first hop: a redirection names one node. */
  readonly replicas: readonly ServerAddress[];
  /**
   * `first`: by the map. `moved`: a node named this one. `asked`: the slot is on its way there, and this node takes the
   * command only right behind an ASKING.
   */
  readonly kind: "first" | "moved" | "asked";
}

/** The slot of a step; undefined: any node will do. */
export type Slot = number | undefined;

/**
 * @throws OctavecError `CROSS_SLOT` for a transaction over several slots, `INVALID_ARGUMENT` for a command in a pipeline
 * that every primary must get.
 */
export function slotOfStep(step: Command | Transaction): Slot {
  if (!("transaction" in step)) return slotOfCommand(step);
  const slots = new Set(step.transaction.map(slotOfCommand).filter((slot) => slot !== undefined));
  if (slots.size <= 1) return [...slots][0];
  throw new OctavecError(
    "CROSS_SLOT",
    `A transaction's keys are in ${slots.size} slots of the cluster and so cannot change together; nothing was sent. ` +
      "Give them one hash tag, as in {shop}:a and {shop}:b.",
    { details: { slots: [...slots] } },
  );
}

function slotOfCommand(command: Command): Slot {
  const destination = destinationOf(command);
  if (destination !== "everyPrimary") return slotOfDestination(destination);
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `${String(command[0])} must reach every primary of the cluster: send it by itself, not in a pipeline or transaction.`,
  );
}

export function slotOfDestination(destination: Exclude<Destination, "everyPrimary">): Slot {
  return destination === "any" ? undefined : calculateSlot(destination.key);
}

/** What a redirection says: `MOVED` for good, `ASK` for this one step. */
export interface Redirection {
  readonly isForGood: boolean;
  readonly slot: number;
  readonly target: ServerAddress;
}

export function redirectionIn(
  error: unknown,
  askedHost: string,
  addressMap: AddressMap | undefined,
): Redirection | undefined {
  if (!isOctavecError(error, "SLOT_MOVED")) return undefined;
  const { slot, target, reply } = error.details;
  const address = parseTarget(String(target), addressReader(askedHost, addressMap));
  if (address === undefined || typeof slot !== "number") return undefined;
  return { isForGood: reply === "MOVED", slot, target: address };
}
