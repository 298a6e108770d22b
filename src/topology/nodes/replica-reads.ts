import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Command, SendOptions, StepResult, Transaction } from "../../executor.js";
import type { ReadFrom, ServerAddress } from "../../options/index.js";
import { labelOf } from "./node-address.js";
import type { NodeRegistry } from "./node-registry.js";
import { TimeLeft } from "./time-left.js";
import { isServerTrouble, type TopologyNode } from "./topology-node.js";

/** A replica that failed a call gets no other for so long, as long as there are others. */
const ASIDE_MS = 1_000;

export interface ReplicaRead<T> {
  readonly replicas: readonly ServerAddress[];
  /** One try on one server. Rejects where the server, not the call, is the trouble. */
  readonly on: (node: TopologyNode, options: SendOptions) => Promise<T>;
  /** The same on the primary. */
  readonly onPrimary: (options: SendOptions) => Promise<T>;
}

export interface ReplicaPipeline {
  readonly replicas: readonly ServerAddress[];
  readonly steps: readonly (Command | Transaction)[];
  readonly onPrimary: (options: SendOptions) => Promise<StepResult[]>;
}

/** Gives calls that change nothing to replicas, to any one of them, and to the next server when one fails. */
export class ReplicaReads {
  readonly #asideUntilMs = new Map<string, number>();

  constructor(
    private readonly registry: NodeRegistry,
    private readonly readFrom: Exclude<ReadFrom, "primary">,
  ) {}

  /** @throws OctavecError what the last server said; `CONNECTION_FAILED` when only a replica will do and there is none. */
  async read<T>({ replicas, on, onPrimary }: ReplicaRead<T>, options: SendOptions): Promise<T> {
    const time = new TimeLeft(options);
    let lastError: unknown;
    for (const address of this.#inOrder(replicas)) {
      try {
        const wait = time.optionsNow;
        return await on(await this.registry.get(address, wait), wait);
      } catch (error) {
        if (!isServerTrouble(error) || this.registry.closed) throw error;
        this.#asideUntilMs.set(labelOf(address), performance.now() + ASIDE_MS);
        lastError = error;
        if (time.isOver) throw error;
      }
    }
    if (this.readFrom === "preferReplica") return onPrimary(time.optionsNow);
    // A pool that was closed under the call was a replica's that is gone; the client itself goes on.
    throw lastError === undefined || isOctavecError(lastError, "POOL_CLOSED") ? noReplica() : lastError;
  }

  /** The same for a pipeline: all of it is answered by one server. Resolves also when nobody could answer. */
  async pipeline(
    { replicas, steps, onPrimary }: ReplicaPipeline,
    options: SendOptions,
  ): Promise<StepResult[]> {
    const on = async ({ executor }: TopologyNode, wait: SendOptions) => {
      const results = await executor.pipeline(steps, wait);
      const trouble = results.find((result) => !result.ok && isServerTrouble(result.error));
      if (trouble?.ok === false) throw trouble.error;
      return results;
    };
    try {
      return await this.read({ replicas, on, onPrimary }, options);
    } catch (error) {
      if (!isOctavecError(error)) throw error;
      return steps.map(() => ({ ok: false, error, sent: true }));
    }
  }

  /** Opens the replicas, so that the first calls find them. Those that cannot be reached are tried again later. */
  async warm(replicas: readonly ServerAddress[]): Promise<void> {
    await Promise.allSettled(replicas.map((address) => this.registry.open(address)));
  }

  /**
   * Those at hand, beginning with any one; behind them, where nobody else would do, the rest. Not in turn: operations of
   * two reads would always give the heavy one to the same replicas.
   */
  #inOrder(replicas: readonly ServerAddress[]): ServerAddress[] {
    const start = Math.floor(Math.random() * replicas.length);
    const all = [...replicas.slice(start), ...replicas.slice(0, start)];
    const nowMs = performance.now();
    const isAtHand = (address: ServerAddress) =>
      this.registry.ready(address) !== undefined && (this.#asideUntilMs.get(labelOf(address)) ?? 0) <= nowMs;
    const atHand = all.filter(isAtHand);
    const others = all.filter((address) => !atHand.includes(address));
    if (this.readFrom === "replica") return [...atHand, ...others];
    // The primary answers sooner than a replica that must be connected to first; that goes on behind the scenes.
    for (const address of others) this.#openBehindTheScenes(address, nowMs);
    return atHand;
  }

  #openBehindTheScenes(address: ServerAddress, nowMs: number): void {
    const label = labelOf(address);
    if ((this.#asideUntilMs.get(label) ?? 0) > nowMs || this.registry.closed) return;
    this.#asideUntilMs.set(label, nowMs + ASIDE_MS);
    this.registry.open(address).then(
      () => this.#asideUntilMs.delete(label),
      () => {},
    );
  }
}

function noReplica(): OctavecError {
  return new OctavecError(
    "CONNECTION_FAILED",
    'There is no replica to read from, and readFrom: "replica" asks for one; nothing was sent. ' +
      'Start a replica, or use readFrom: "preferReplica".',
  );
}
