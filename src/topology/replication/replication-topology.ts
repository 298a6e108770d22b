import { deadline, onAbort } from "../../async/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Capabilities, Command, Reply, SendOptions, StepResult, Transaction } from "../../executor.js";
import type { ResolvedConnectOptions, ServerAddress } from "../../options/index.js";
import { Gate } from "../nodes/gate.js";
import { labelOf } from "../nodes/node-address.js";
import { NodeRegistry } from "../nodes/node-registry.js";
import { ReplicaReads } from "../nodes/replica-reads.js";
import { sharedCapabilities } from "../nodes/shared-capabilities.js";
import { TimeLeft } from "../nodes/time-left.js";
import type { NodeStatus, Topology } from "../nodes/topology.js";
import { isServerTrouble, type NodeSetup, type TopologyNode } from "../nodes/topology-node.js";
import type { PrimaryFinder } from "./primary-finder.js";

/** How often to ask who the primary is, and who follows it. */
const LOOK_MS = 1_000;
/** The same while there is no primary, or its role is in doubt. */
const URGENT_LOOK_MS = 100;
/** A call that found its server retired goes to the next one at most so often. */
const MAX_MOVES = 5;

interface Primary {
  readonly address: ServerAddress;
  readonly node: TopologyNode;
}

/**
 * One primary and its replicas. Writes go to the primary of the moment; when another server takes over, the old one's
 * connections are closed after what is under way, and calls that still waited for one go to the new primary. While there
 * is none, calls wait.
 */
export class ReplicationTopology implements Topology {
  readonly #options: ResolvedConnectOptions;
  readonly #monitor: NodeSetup["monitor"];
  readonly #registry: NodeRegistry;
  readonly #reads: ReplicaReads | undefined;
  readonly #finder: PrimaryFinder;
  readonly #gate = new Gate<Primary>();
  #replicas: readonly ServerAddress[] = [];
  /** Something went wrong with the primary since the last look. */
  #inDoubt = false;
  /** It refused a write: it is a primary no longer. */
  #isReadOnly = false;
  #lastProblem: unknown;
  /** Label of the primary that was found last. */
  #formerPrimary: string | undefined;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #capabilities: Capabilities | undefined;

  private constructor(options: ResolvedConnectOptions, setup: NodeSetup, finder: PrimaryFinder) {
    const { readFrom } = options;
    this.#options = options;
    this.#monitor = setup.monitor;
    this.#finder = finder;
    this.#registry = new NodeRegistry(options, setup);
    this.#reads = readFrom === "primary" ? undefined : new ReplicaReads(this.#registry, readFrom);
  }

  /** @throws OctavecError `CONNECTION_FAILED` when there is no primary, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`. */
  static async open(
    options: ResolvedConnectOptions,
    setup: NodeSetup,
    finder: PrimaryFinder,
  ): Promise<ReplicationTopology> {
    const topology = new ReplicationTopology(options, setup, finder);
    const stopListening = onAbort(setup.signal, () => void topology.close());
    try {
      await topology.#look();
      await topology.#reads?.warm(topology.#replicas);
      topology.#lookAfter(LOOK_MS);
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
    const primary: NodeStatus = {
      label: this.#gate.value?.node.label ?? "no primary",
      role: "primary",
      open: (options) => this.primaryOf(undefined, options),
    };
    const replicas = this.#reads === undefined ? [] : this.#replicas;
    return [
      primary,
      ...replicas.map(
        (address): NodeStatus => ({
          label: labelOf(address),
          role: "replica",
          open: (options) => this.#registry.get(address, options),
        }),
      ),
    ];
  }

  /** Every key is with the one primary. */
  primaryOf(_key: string | undefined, options: SendOptions = {}): TopologyNode | Promise<TopologyNode> {
    return this.#gate.value?.node ?? this.#waitForPrimary(options);
  }

  async send(command: Command, options: SendOptions = {}): Promise<Reply> {
    options.signal?.throwIfAborted();
    const onPrimary = (wait: SendOptions) =>
      this.#onPrimary(wait, (executor, left) => executor.send(command, left));
    if (this.#reads === undefined || options.readOnly !== true) return onPrimary(options);
    const on = ({ executor }: TopologyNode, wait: SendOptions) => executor.send(command, wait);
    return this.#reads.read({ replicas: this.#replicas, on, onPrimary }, options);
  }

  async pipeline(
    steps: readonly (Command | Transaction)[],
    options: SendOptions = {},
  ): Promise<StepResult[]> {
    options.signal?.throwIfAborted();
    const onPrimary = async (wait: SendOptions): Promise<StepResult[]> => {
      try {
        return await this.#onPrimary(wait, async (executor, left) => {
          const results = await executor.pipeline(steps, left);
          const [first] = results;
          // The server was retired before anything was sent: as if it had refused the whole.
          if (first?.ok === false && !first.sent && isOctavecError(first.error, "POOL_CLOSED"))
            throw first.error;
          for (const result of results) if (!result.ok) this.#heed(result.error);
          return results;
        });
      } catch (error) {
        if (!isOctavecError(error)) throw error;
        return steps.map(() => ({ ok: false, error, sent: false }));
      }
    };
    if (this.#reads === undefined || options.readOnly !== true) return onPrimary(options);
    return this.#reads.pipeline({ replicas: this.#replicas, steps, onPrimary }, options);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const end = this.#registry.close();
    this.#gate.end(this.#closedError());
    this.#finder.close();
    await this.#looking?.catch(() => {});
    await end;
  }

  async #onPrimary<T>(
    options: SendOptions,
    work: (executor: TopologyNode["executor"], options: SendOptions) => Promise<T>,
  ): Promise<T> {
    const time = new TimeLeft(options);
    for (let moves = 0; ; moves++) {
      const { executor } = this.#gate.value?.node ?? (await this.#waitForPrimary(time.optionsNow));
      try {
        return await work(executor, moves === 0 ? options : time.optionsNow);
      } catch (error) {
        this.#heed(error);
        const isRetired = isOctavecError(error, "POOL_CLOSED") && !this.#registry.closed;
        if (!isRetired || moves === MAX_MOVES) throw error;
      }
    }
  }

  /** Looks again at once when the primary may not be what it was. */
  #heed(error: unknown): void {
    if (!isServerTrouble(error) || this.#registry.closed) return;
    this.#inDoubt = true;
    if (isOctavecError(error, "READ_ONLY")) this.#isReadOnly = true;
    if (this.#looking === undefined) this.#lookAfter(0);
  }

  async #waitForPrimary({ timeoutMs, signal }: SendOptions): Promise<TopologyNode> {
    if (this.#registry.closed) throw this.#closedError();
    const limitMs = Math.min(this.#options.acquireTimeoutMs, timeoutMs ?? Number.POSITIVE_INFINITY);
    const { node } = await deadline(this.#gate.opened, {
      timeoutMs: limitMs,
      signal,
      onTimeout: () => {
        if (isOctavecError(this.#lastProblem)) throw this.#lastProblem;
        throw new OctavecError("CONNECTION_FAILED", "There is no primary just now; nothing was sent.");
      },
    });
    return node;
  }

  #lookAfter(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#registry.closed) return;
    this.#timer = setTimeout(async () => {
      // A failed look is told to those who wait; the next one follows soon.
      await this.#look().catch(() => {});
      this.#lookAfter(this.#inDoubt || this.#gate.value === undefined ? URGENT_LOOK_MS : LOOK_MS);
    }, delayMs).unref();
  }

  #look(): Promise<void> {
    this.#looking ??= this.#findAll().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #findAll(): Promise<void> {
    const before = this.#gate.value;
    const wasInDoubt = this.#inDoubt;
    const isCutOff = before !== undefined && before.node.pool.figures.open === 0;
    const isLost = isCutOff || this.#isReadOnly;
    this.#inDoubt = false;
    this.#isReadOnly = false;
    try {
      const trusted = wasInDoubt || isCutOff ? undefined : before?.address;
      const address = await this.#finder.findPrimary(trusted);
      const node = await this.#registry.open(address);
      const former = this.#formerPrimary;
      if (former !== undefined && former !== node.label) this.#monitor?.failedOver(former, node.label);
      this.#formerPrimary = node.label;
      this.#gate.open({ address, node });
      this.#replicas = this.#reads === undefined ? [] : await this.#replicasOf(node);
      this.#registry.retain(new Set([address, ...this.#replicas].map(labelOf)));
      void this.#reads?.warm(this.#replicas);
    } catch (error) {
      this.#lastProblem = error;
      // A primary that works is kept, although nobody confirms it.
      if (isLost) this.#gate.shut();
      throw error;
    }
  }

  /** Who follows the primary; those known before, when nobody tells. */
  async #replicasOf(primary: TopologyNode): Promise<readonly ServerAddress[]> {
    const found = await this.#finder.findReplicas(primary).catch((error: unknown) => {
      this.#monitor?.noteRefusal(error);
      return this.#replicas;
    });
    return found.filter((address) => labelOf(address) !== primary.label);
  }

  #closedError(): OctavecError {
    return new OctavecError(
      "POOL_CLOSED",
      "The client is closed: nothing was sent. Connect again for more work.",
    );
  }
}
