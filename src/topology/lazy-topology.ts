import { backoffMs, deadline, pause } from "../async/index.js";
import { isOctavecError, messageOf, OctavecError } from "../errors/index.js";
import type { Capabilities, Command, Reply, SendOptions, StepResult, Transaction } from "../executor.js";
import type { Outage } from "../monitoring/index.js";
import { Gate } from "./nodes/gate.js";
import { TimeLeft } from "./nodes/time-left.js";
import type { NodeStatus, Topology } from "./nodes/topology.js";
import type { TopologyNode } from "./nodes/topology-node.js";

/** The pause between two attempts to connect doubles from the first value up to the second. */
const PAUSES = { baseDelayMs: 25, maxDelayMs: 1_000 };

/** Nothing is known of the server yet, so nothing is used that some servers lack. */
const NOTHING_KNOWN: Capabilities = {
  version: "unknown",
  withAttributes: false,
  range: false,
  safeThreads: false,
  exactEpsilon: false,
};

/**
 * Stands for a topology that is not open yet. It tries to open the topology in the background until that succeeds.
 * Calls wait for it as long as they may wait for a connection; from then on they go straight to the topology, which
 * deals with later losses by itself.
 */
export class LazyTopology implements Topology {
  readonly #gate = new Gate<Topology>();
  readonly #stop = new AbortController();
  readonly #opening: Promise<void>;
  #lastFailure: unknown;
  /** `performance.now()` at which the next attempt begins; 0 while one is under way. */
  #nextAttemptAtMs = 0;

  /**
   * @param label - What is connected to, for messages: `host:port`.
   * @param open - One attempt. Its signal is aborted by `close`.
   * @param acquireTimeoutMs - Longest wait of a call.
   * @param outage - Begins when the first attempt fails.
   */
  constructor(
    private readonly label: string,
    private readonly open: (signal: AbortSignal) => Promise<Topology>,
    private readonly acquireTimeoutMs: number,
    private readonly outage?: Outage | undefined,
  ) {
    this.#opening = this.#openInBackground();
  }

  get capabilities(): Capabilities {
    return this.#gate.value?.capabilities ?? NOTHING_KNOWN;
  }

  nodes(): readonly NodeStatus[] {
    const opened = this.#gate.value;
    if (opened !== undefined) return opened.nodes();
    const open = (options?: SendOptions) => this.primaryOf(undefined, options);
    return [{ label: this.label, role: "primary", open }];
  }

  send(command: Command, options: SendOptions = {}): Promise<Reply> {
    const opened = this.#gate.value;
    if (opened !== undefined) return opened.send(command, options);
    return this.#whenOpen(options, (topology, left) => topology.send(command, left));
  }

  async pipeline(
    steps: readonly (Command | Transaction)[],
    options: SendOptions = {},
  ): Promise<StepResult[]> {
    const opened = this.#gate.value;
    if (opened !== undefined) return opened.pipeline(steps, options);
    try {
      return await this.#whenOpen(options, (topology, left) => topology.pipeline(steps, left));
    } catch (error) {
      if (!isOctavecError(error)) throw error;
      return steps.map(() => ({ ok: false, error, sent: false }));
    }
  }

  primaryOf(key: string | undefined, options: SendOptions = {}): TopologyNode | Promise<TopologyNode> {
    const opened = this.#gate.value;
    if (opened !== undefined) return opened.primaryOf(key, options);
    return this.#whenOpen(options, async (topology, left) => topology.primaryOf(key, left));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#nextAttemptAtMs = 0;
    this.#gate.end(
      new OctavecError("POOL_CLOSED", "The client is closed: nothing was sent. Connect again for more work."),
    );
    await this.#opening;
    await this.#gate.value?.close();
  }

  async #whenOpen<T>(
    options: SendOptions,
    work: (topology: Topology, options: SendOptions) => Promise<T>,
  ): Promise<T> {
    const { timeoutMs, signal } = options;
    signal?.throwIfAborted();
    const time = new TimeLeft(options);
    const limitMs = Math.min(this.acquireTimeoutMs, timeoutMs ?? Number.POSITIVE_INFINITY);
    // Spare the caller a wait that cannot succeed.
    if (this.#nextAttemptAtMs - performance.now() >= limitMs) throw this.#notConnected();
    const topology = await deadline(this.#gate.opened, {
      timeoutMs: limitMs,
      signal,
      onTimeout: () => {
        throw this.#notConnected();
      },
    });
    return work(topology, time.optionsNow);
  }

  #notConnected(): OctavecError {
    const failure = this.#lastFailure;
    if (isOctavecError(failure) && !failure.retryable) return failure;
    const reason = failure === undefined ? "The first attempt is still under way." : messageOf(failure);
    return new OctavecError(
      "CONNECTION_FAILED",
      `The client has no connection to ${this.label} yet; nothing was sent. ${reason}`,
      { cause: failure },
    );
  }

  /** Never rejects. */
  async #openInBackground(): Promise<void> {
    const { signal } = this.#stop;
    const startedAtMs = performance.now();
    for (let attempts = 1; !signal.aborted; attempts++) {
      try {
        this.#nextAttemptAtMs = 0;
        const topology = await this.open(signal);
        this.#gate.open(topology);
        this.outage?.end("connection");
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#lastFailure = error;
        this.outage?.begin("connection", error, startedAtMs);
        // Waiting does not help against a wrong password or an old server.
        if (isOctavecError(error) && !error.retryable) this.#gate.dismiss(error);
        const delayMs = backoffMs(attempts, PAUSES);
        this.#nextAttemptAtMs = performance.now() + delayMs;
        // Rejects when the client is closed, which ends the loop.
        await pause(delayMs, signal, { ref: false }).catch(() => {});
      }
    }
  }
}
