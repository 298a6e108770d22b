import { deadline } from "../../async/index.js";
import { OctavecError } from "../../errors/index.js";
import type { SendOptions } from "../../executor.js";
import type { ResolvedConnectOptions, ServerAddress } from "../../options/index.js";
import { labelOf, optionsFor } from "./node-address.js";
import { type NodeSetup, openNode, type TopologyNode } from "./topology-node.js";

interface Entry {
  /** Present once it is open. */
  node?: TopologyNode;
  opening: Promise<TopologyNode>;
}

/** The servers in use, each opened at its first use and once, and closed when the topology has it no longer. */
export class NodeRegistry {
  readonly #entries = new Map<string, Entry>();
  #closing: Promise<void> | undefined;
  /** Ends of servers that were let go, so that `close` can wait for them. */
  readonly #leaving = new Set<Promise<void>>();

  constructor(
    private readonly options: ResolvedConnectOptions,
    private readonly setup: NodeSetup,
  ) {}

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** The open servers. */
  get opened(): readonly TopologyNode[] {
    return [...this.#entries.values()].flatMap(({ node }) => node ?? []);
  }

  /** The server, if connections to it were opened and it has any now. */
  ready(address: ServerAddress): TopologyNode | undefined {
    const node = this.#entries.get(labelOf(address))?.node;
    return node !== undefined && node.pool.figures.open > 0 ? node : undefined;
  }

  /** The server, opened if it is not, which takes `connectTimeoutMs` at most: for what is no call. @throws as `get`. */
  async open(address: ServerAddress): Promise<TopologyNode> {
    const label = labelOf(address);
    return (this.#entries.get(label) ?? this.#open(label, address)).opening;
  }

  /**
   * The server, opened if it is not. Waits for that no longer than the call may take.
   *
   * @throws OctavecError `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`, `POOL_CLOSED`; nothing was sent.
   */
  get(address: ServerAddress, { timeoutMs, signal }: SendOptions = {}): TopologyNode | Promise<TopologyNode> {
    const label = labelOf(address);
    const entry = this.#entries.get(label) ?? this.#open(label, address);
    if (entry.node !== undefined) return entry.node;
    const limitMs = Math.min(this.options.acquireTimeoutMs, timeoutMs ?? Number.POSITIVE_INFINITY);
    return deadline(entry.opening, {
      timeoutMs: limitMs,
      signal,
      onTimeout: () => {
        throw new OctavecError(
          "CONNECTION_FAILED",
          `No connection to ${label} could be opened within ${Math.round(limitMs)} ms; nothing was sent.`,
        );
      },
    });
  }

  /** Closes, after what is under way, every server that is not among these. */
  retain(labels: ReadonlySet<string>): void {
    for (const [label, entry] of this.#entries) {
      if (labels.has(label)) continue;
      this.#entries.delete(label);
      const end: Promise<void> = entry.opening
        .then(
          (node) => node.close(),
          () => {},
        )
        .finally(() => this.#leaving.delete(end));
      this.#leaving.add(end);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const opening = [...this.#entries.values()].map((entry) =>
      entry.opening.then(
        (node) => node.close(),
        () => {},
      ),
    );
    await Promise.all([...opening, ...this.#leaving]);
  }

  #open(label: string, address: ServerAddress): Entry {
    if (this.closed) {
      throw new OctavecError(
        "POOL_CLOSED",
        `The client is closed: nothing was sent to ${label}. Connect again.`,
      );
    }
    const entry: Entry = { opening: openNode(optionsFor(this.options, address), this.setup) };
    this.#entries.set(label, entry);
    entry.opening.then(
      (node) => {
        entry.node = node;
      },
      (error: unknown) => {
        this.setup.monitor?.noteRefusal(error);
        // The next call tries again.
        if (this.#entries.get(label) === entry) this.#entries.delete(label);
      },
    );
    return entry;
  }
}
