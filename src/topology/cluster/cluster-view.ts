import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { ServerAddress } from "../../options/index.js";
import type { Shard, SlotMap } from "./slot-map.js";

/** What one node says of the cluster. */
export interface NodeView {
  readonly map: SlotMap;
  /** Grows with every failover and every slot that changes hands: the greater, the newer. */
  readonly epoch: number;
  /** Whether the node takes itself for a part of a cluster that serves. */
  readonly serves: boolean;
}

/** At least so long from one refresh to the next, however many calls ask for it. */
const MIN_PAUSE_MS = 100;

/**
 * The map of the cluster as the client knows it. A refresh asks one node after the other, in the order given, until one
 * has a view that is not older than the one at hand: a primary that was cut off still tells the old one.
 */
export class ClusterView {
  #map: SlotMap | undefined;
  #epoch = -1;
  #refreshing: Promise<void> | undefined;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    /** How to ask each node, the best to ask first. */
    private readonly questions: () => readonly (() => Promise<NodeView>)[],
    /** Told of every whole map, and of primaries that have been replaced since the one before, each with its successor. */
    private readonly onMap: (map: SlotMap, replaced: ReadonlyMap<string, string>) => void,
  ) {}

  get shards(): readonly Shard[] {
    return this.#map?.shards ?? [];
  }

  shardOf(slot: number): Shard | undefined {
    return this.#map?.shardOf(slot);
  }

  /** Milliseconds since the last refresh ended. */
  get ageMs(): number {
    return performance.now() - this.#refreshedAtMs;
  }

  /** A node said who has the slot now: that counts at once, and the whole map is fetched. */
  learn(slot: number, primary: ServerAddress): void {
    this.#map?.assign(slot, primary);
    this.refreshSoon();
  }

  /** Fetches the map, once for all who ask meanwhile. @throws OctavecError when no node tells it; the old one stays. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#fetch().finally(() => {
      this.#refreshedAtMs = performance.now();
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Fetches the map in the background, a moment later when it was fetched just now. */
  refreshSoon(): void {
    if (this.#stopped || this.#timer !== undefined || this.#refreshing !== undefined) return;
    const pauseMs = Math.max(0, MIN_PAUSE_MS - this.ageMs);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // A failure changes nothing: the next call that meets trouble asks again.
      this.refresh().catch(() => {});
    }, pauseMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #fetch(): Promise<void> {
    let best: NodeView | undefined;
    const problems: unknown[] = [];
    for (const ask of this.questions()) {
      try {
        const view = await ask();
        if (best === undefined || isBetter(view, best)) best = view;
        if (view.serves && view.epoch >= this.#epoch) break;
      } catch (error) {
        problems.push(error);
      }
      if (this.#stopped) return;
    }
    if (best === undefined) throw nobodyTells(problems);
    this.#epoch = best.epoch;
    const replaced = this.#map?.replacedIn(best.map) ?? new Map();
    this.#map = best.map;
    this.onMap(best.map, replaced);
  }
}

function isBetter(one: NodeView, other: NodeView): boolean {
  return one.epoch === other.epoch ? one.serves && !other.serves : one.epoch > other.epoch;
}

function nobodyTells(problems: readonly unknown[]): OctavecError {
  // Waiting does not help against a wrong password or a server that is no cluster.
  const lasting = problems.find((problem) => isOctavecError(problem) && !problem.retryable);
  if (isOctavecError(lasting)) return lasting;
  const said = problems.map((problem) => (problem instanceof Error ? problem.message : String(problem)));
  return new OctavecError(
    "CONNECTION_FAILED",
    `No node of the cluster told who has which slot: ${said.join(" ")}`,
    { cause: problems[0] },
  );
}
