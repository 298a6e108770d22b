import { OctavecError } from "../../errors/index.js";
import type { Reply } from "../../executor.js";
import type { ServerAddress } from "../../options/index.js";
import { type AddressReader, labelOf } from "../nodes/node-address.js";

/** Keys are spread over so many slots (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/). */
const SLOT_COUNT = 16_384;

/** A primary and the replicas that repeat it. */
export interface Shard {
  readonly primary: ServerAddress;
  readonly replicas: readonly ServerAddress[];
}

/** Which shard has which slot, as one node of the cluster sees it. */
export class SlotMap {
  readonly #shards: Map<string, Shard>;
  readonly #bySlot: (Shard | undefined)[];

  private constructor(shards: Map<string, Shard>, bySlot: (Shard | undefined)[]) {
    this.#shards = shards;
    this.#bySlot = bySlot;
  }

  /**
   * Reads the reply of `CLUSTER SLOTS`: ranges of slots, each with its primary and then its replicas as `[host, port, id …]`.
   * Replicas that the cluster takes for failed are not in it.
   *
   * @param read - Makes the address to dial of the one that was told.
   * @throws OctavecError `UNEXPECTED_REPLY`.
   */
  static parse(reply: Reply, read: AddressReader): SlotMap {
    const shards = new Map<string, Shard>();
    const bySlot = new Array<Shard | undefined>(SLOT_COUNT).fill(undefined);
    if (!Array.isArray(reply)) throw unexpected();
    for (const range of reply) {
      if (!Array.isArray(range)) throw unexpected();
      const [first, last, ...nodes] = range;
      const [primary, ...replicas] = nodes.map((node: Reply) => readNode(node, read));
      if (!isSlot(first) || !isSlot(last) || primary === undefined) throw unexpected();
      const label = labelOf(primary);
      const shard = shards.get(label) ?? { primary, replicas };
      shards.set(label, shard);
      bySlot.fill(shard, first, last + 1);
    }
    return new SlotMap(shards, bySlot);
  }

  /** All shards, in the order of their first slot. */
  get shards(): readonly Shard[] {
    return [...this.#shards.values()];
  }

  /** Undefined: nobody has the slot. */
  shardOf(slot: number): Shard | undefined {
    return this.#bySlot[slot];
  }

  /** Primaries of this map whose slots have another primary in a later one, where they are no primaries any more. */
  replacedIn(later: SlotMap): ReadonlyMap<string, string> {
    const replaced = new Map<string, string>();
    let last: [Shard | undefined, Shard | undefined] = [undefined, undefined];
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const [from, to] = [this.#bySlot[slot], later.#bySlot[slot]];
      if ((from === last[0] && to === last[1]) || from === undefined || to === undefined) continue;
      last = [from, to];
      const former = labelOf(from.primary);
      if (!later.#shards.has(former)) replaced.set(former, labelOf(to.primary));
    }
    return replaced;
  }

  /** Takes note of what a redirection said, until the next whole map comes. */
  assign(slot: number, primary: ServerAddress): void {
    const label = labelOf(primary);
    const shard = this.#shards.get(label) ?? { primary, replicas: [] };
    this.#shards.set(label, shard);
    this.#bySlot[slot] = shard;
  }
}

function readNode(node: Reply, read: AddressReader): ServerAddress {
  if (!Array.isArray(node)) throw unexpected();
  const [host, port] = node;
  if (typeof port !== "number") throw unexpected();
  return read(host, port);
}

function isSlot(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < SLOT_COUNT;
}

function unexpected(): OctavecError {
  return new OctavecError("UNEXPECTED_REPLY", "CLUSTER SLOTS answered in a shape that is not known here.");
}
