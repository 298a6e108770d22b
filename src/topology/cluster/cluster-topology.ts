import { onAbort } from "../../async/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Capabilities, Command, Reply, SendOptions, StepResult, Transaction } from "../../executor.js";
import type { ResolvedConnectOptions, ServerAddress } from "../../options/index.js";
import { addressOf, labelOf } from "../nodes/node-address.js";
import { NodeRegistry } from "../nodes/node-registry.js";
import { ReplicaReads } from "../nodes/replica-reads.js";
import { sharedCapabilities } from "../nodes/shared-capabilities.js";
import { TimeLeft } from "../nodes/time-left.js";
import type { NodeStatus, Topology } from "../nodes/topology.js";
import { isServerTrouble, type NodeSetup, type TopologyNode } from "../nodes/topology-node.js";
import { askNode, askSeed } from "./ask-node.js";
import { ClusterView } from "./cluster-view.js";
import { destinationOf } from "./command-keys.js";
import { type Hop, redirectionIn, type Slot, slotOfDestination, slotOfStep } from "./hop.js";
import { runSteps, type Stop } from "./run-steps.js";

/** Most redirections that one step follows; more than one or two mean that the nodes do not agree. */
const MAX_REDIRECTIONS = 5;
/** The map is fetched anew after so long, also without a cause. */
const REFRESH_MS = 10_000;
/** The same while replicas are to be read from and some primary has none. */
const REPLICA_REFRESH_MS = 1_000;
/** How often to see whether a node was lost. */
const WATCH_MS = 500;
const ASKING: Command = ["ASKING"];

type Step = Command | Transaction;

/**
 * A cluster: each command goes to the node that has its key's slot. A pipeline is split by node, its steps keep their order
 * there, and the results come back in place. Redirections are followed: the node that sends one has certainly not done
 * the command.
 */
export class ClusterTopology implements Topology {
  readonly #options: ResolvedConnectOptions;
  readonly #registry: NodeRegistry;
  readonly #reads: ReplicaReads | undefined;
  readonly #view: ClusterView;
  readonly #stop = new AbortController();
  #watch: NodeJS.Timeout | undefined;
  #capabilities: Capabilities | undefined;

  private constructor(options: ResolvedConnectOptions, setup: NodeSetup) {
    const { readFrom } = options;
    this.#options = options;
    // A primary can become a replica and the other way round, so all connections are made alike.
    const handshake = readFrom === "primary" ? {} : { readsFromReplica: true };
    this.#registry = new NodeRegistry(options, { ...setup, handshake });
    this.#reads = readFrom === "primary" ? undefined : new ReplicaReads(this.#registry, readFrom);
    this.#view = new ClusterView(
      () => this.#questions(),
      ({ shards }, replaced) => {
        for (const [from, to] of replaced) setup.monitor?.failedOver(from, to);
        this.#registry.retain(new Set(this.#addressesIn(shards).map(labelOf)));
        void this.#warmReplicas(shards);
      },
    );
  }

  /**
   * Learns the map from the first seed that answers and opens connections to every primary. A primary that is down keeps
   * nobody from using the others.
   *
   * @throws OctavecError `CONNECTION_FAILED` when no node can be used, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`.
   */
  static async open(options: ResolvedConnectOptions, setup: NodeSetup): Promise<ClusterTopology> {
    const topology = new ClusterTopology(options, setup);
    const stopListening = onAbort(setup.signal, () => void topology.close());
    try {
      await topology.#start();
      return topology;
    } catch (error) {
      await topology.close();
      throw error;
    } finally {
      stopListening();
    }
  }

  get capabilities(): Capabilities {
    const opened = this.#registry.opened.map(({ executor }) => executor.capabilities);
    if (opened.length > 0) this.#capabilities = sharedCapabilities(opened);
    return this.#capabilities ?? sharedCapabilities([]);
  }

  nodes(): readonly NodeStatus[] {
    const { shards } = this.#view;
    const status = (address: ServerAddress, role: NodeStatus["role"]): NodeStatus => ({
      label: labelOf(address),
      role,
      open: (options) => this.#registry.get(address, options),
    });
    const replicas = this.#reads === undefined ? [] : shards.flatMap((shard) => shard.replicas);
    return [
      ...shards.map(({ primary }) => status(primary, "primary")),
      ...replicas.map((address) => status(address, "replica")),
    ];
  }

  async send(command: Command, options: SendOptions = {}): Promise<Reply> {
    options.signal?.throwIfAborted();
    const destination = destinationOf(command);
    if (destination === "everyPrimary") return this.#sendEverywhere(command, options);
    const slot = slotOfDestination(destination);
    const time = new TimeLeft(options);
    let hop = this.#firstHop(slot);
    for (let redirections = 0; ; redirections++) {
      try {
        return await this.#sendOnce(command, hop, redirections === 0 ? options : time.optionsNow);
      } catch (error) {
        const next = this.#nextHop(error, slot, hop, redirections);
        if (next === undefined) throw error;
        hop = next;
      }
    }
  }

  async pipeline(steps: readonly Step[], options: SendOptions = {}): Promise<StepResult[]> {
    options.signal?.throwIfAborted();
    return runSteps(steps, options, {
      start: (step) => {
        const slot = slotOfStep(step);
        return { slot, hop: this.#firstHop(slot) };
      },
      run: (some, hop, wait) => this.#pipelineOnce(some, hop, wait),
      next: (error, { slot, hop }, redirections): Stop | undefined => {
        const next = this.#nextHop(error, slot, hop, redirections);
        return next === undefined ? undefined : { slot, hop: next };
      },
    });
  }

  primaryOf(key: string | undefined, options: SendOptions = {}): TopologyNode | Promise<TopologyNode> {
    const slot = key === undefined ? undefined : slotOfStep(["GET", key]);
    return this.#registry.get(this.#firstHop(slot).address, options);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    clearInterval(this.#watch);
    this.#view.stop();
    await this.#registry.close();
  }

  async #start(): Promise<void> {
    await this.#view.refresh();
    const { shards } = this.#view;
    const opened = await Promise.allSettled(shards.map(({ primary }) => this.#registry.open(primary)));
    const failures = opened.flatMap((node) => (node.status === "rejected" ? [node.reason] : []));
    const lasting = failures.find((error) => isOctavecError(error) && !error.retryable);
    if (lasting !== undefined || failures.length === opened.length) throw lasting ?? failures[0];
    await this.#warmReplicas(shards);
    this.#watch = setInterval(() => this.#refreshIfDue(), WATCH_MS).unref();
  }

  #refreshIfDue(): void {
    const isCutOff = this.#registry.opened.some(({ pool }) => pool.figures.open === 0);
    const lacksReplicas =
      this.#reads !== undefined && this.#view.shards.some(({ replicas }) => replicas.length === 0);
    const dueMs = lacksReplicas ? REPLICA_REFRESH_MS : REFRESH_MS;
    if (isCutOff || this.#view.ageMs >= dueMs) this.#view.refreshSoon();
  }

  #warmReplicas(shards: ClusterView["shards"]): Promise<void> | undefined {
    return this.#reads?.warm(shards.flatMap(({ replicas }) => replicas));
  }

  /** Nodes that can be asked at once, in any order, so that clients do not all ask the same one; then the seeds. */
  #questions() {
    const { addressMap, cluster } = this.#options;
    const known = this.#addressesIn(this.#view.shards).flatMap((address) => {
      const node = this.#registry.ready(address);
      return node === undefined ? [] : [() => askNode(node, address.host, addressMap)];
    });
    const start = Math.floor(Math.random() * known.length);
    const seeds = (typeof cluster === "object" ? cluster.nodes : undefined) ?? [addressOf(this.#options)];
    return [
      ...known.slice(start),
      ...known.slice(0, start),
      ...seeds.map(
        ({ host, port }) =>
          () =>
            askSeed(this.#options, { host, port }, this.#stop.signal),
      ),
    ];
  }

  #addressesIn(shards: ClusterView["shards"]): ServerAddress[] {
    const withReplicas = this.#reads !== undefined;
    return shards.flatMap(({ primary, replicas }) => (withReplicas ? [primary, ...replicas] : [primary]));
  }

  #firstHop(slot: Slot): Hop {
    const { shards } = this.#view;
    const shard =
      slot === undefined
        ? (shards.find(({ primary }) => this.#registry.ready(primary) !== undefined) ?? shards[0])
        : this.#view.shardOf(slot);
    if (shard !== undefined) return { address: shard.primary, replicas: shard.replicas, kind: "first" };
    this.#view.refreshSoon();
    throw new OctavecError(
      "SERVER_BUSY",
      `No node of the cluster has slot ${slot} just now; nothing was sent. Try again shortly.`,
      { details: { slot } },
    );
  }

  /** Where to go after a failure, if that helps: nothing was done where it came from. */
  #nextHop(error: unknown, slot: Slot, from: Hop, redirections: number): Hop | undefined {
    const redirection = redirectionIn(error, from.address.host, this.#options.addressMap);
    // The node left the cluster while the call waited for a connection to it.
    const isGone = isOctavecError(error, "POOL_CLOSED") && !this.#registry.closed;
    if (redirection === undefined && !isGone) {
      if (isServerTrouble(error)) this.#view.refreshSoon();
      return undefined;
    }
    if (redirection?.isForGood) this.#view.learn(redirection.slot, redirection.target);
    if (redirections >= MAX_REDIRECTIONS) return undefined;
    if (redirection === undefined) return this.#firstHop(slot);
    return { address: redirection.target, replicas: [], kind: redirection.isForGood ? "moved" : "asked" };
  }

  async #sendOnce(command: Command, hop: Hop, options: SendOptions): Promise<Reply> {
    if (hop.kind === "asked") return this.#sendAsking(command, hop, options);
    const onPrimary = async (wait: SendOptions) => {
      const node = this.#registry.get(hop.address, wait);
      return (node instanceof Promise ? await node : node).executor.send(command, wait);
    };
    const reads = this.#readsFor(hop, options);
    if (reads === undefined) return onPrimary(options);
    const on = ({ executor }: TopologyNode, wait: SendOptions) => executor.send(command, wait);
    return reads.read({ replicas: hop.replicas, on, onPrimary }, options);
  }

  /** The two go out back to back on one connection, as every pipeline does. */
  async #sendAsking(command: Command, hop: Hop, options: SendOptions): Promise<Reply> {
    const [result] = await this.#pipelineOnce([command], hop, options);
    if (result?.ok) return result.value;
    throw options.signal?.aborted && isOctavecError(result?.error, "ABORTED")
      ? options.signal.reason
      : result?.error;
  }

  async #pipelineOnce(steps: readonly Step[], hop: Hop, options: SendOptions): Promise<StepResult[]> {
    const onPrimary = async (wait: SendOptions) => {
      const { executor } = await this.#registry.get(hop.address, wait);
      if (hop.kind !== "asked") return executor.pipeline(steps, wait);
      const results = await executor.pipeline(
        steps.flatMap((step): Step[] => [ASKING, step]),
        wait,
      );
      return results.filter((_, index) => index % 2 === 1);
    };
    const reads = this.#readsFor(hop, options);
    if (reads === undefined) return onPrimary(options);
    return reads.pipeline({ replicas: hop.replicas, steps, onPrimary }, options);
  }

  #readsFor(hop: Hop, { readOnly = false }: SendOptions): ReplicaReads | undefined {
    return readOnly && hop.kind === "first" ? this.#reads : undefined;
  }

  /** @returns what the first primary answered; rejects when one of them refused, though others may have done it. */
  async #sendEverywhere(command: Command, options: SendOptions): Promise<Reply> {
    const replies = await Promise.all(
      this.#view.shards.map(async ({ primary }) => {
        const { executor } = await this.#registry.get(primary, options);
        return executor.send(command, options);
      }),
    );
    return replies[0] ?? null;
  }
}
