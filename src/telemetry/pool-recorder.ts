import type { BatchObservableCallback, Meter } from "@opentelemetry/api";
import { BufferedHistogram } from "./buffered-histogram.js";
import { createCounter, createHistogram, createObservable, type HistogramRow } from "./instruments.js";
import { claimPoolName, type PoolName } from "./pool-names.js";
import { ATTRIBUTES, METRICS } from "./telemetry-table.js";

/** The state of a pool when metrics are collected. */
export interface PoolState {
  /** Connections that accept commands. */
  readonly open: number;
  /** Open connections without a running command. */
  readonly idle: number;
  /** Callers waiting for a connection. */
  readonly waiting: number;
  readonly min: number;
  readonly max: number;
}

/** Events of a pool. Durations are in milliseconds of `performance.now()`. */
export interface PoolObserver {
  /** A connection was opened. The duration includes the handshake. */
  connectionCreated(durationMs: number): void;
  /** A caller has its connection. */
  connectionObtained(waitMs: number): void;
  /** A caller has its last reply, or gave up. */
  connectionReleased(useMs: number): void;
  /** A caller got no connection in time. */
  acquireTimedOut(): void;
}

const CLOSED: PoolState = { open: 0, idle: 0, waiting: 0, min: 0, max: 0 };

/** The `db.client.connection.*` metrics of one pool. */
export class PoolRecorder implements PoolObserver {
  readonly #name: PoolName;
  readonly #attributes: Readonly<Record<string, string>>;
  readonly #createTime;
  readonly #waitTime;
  readonly #useTime;
  readonly #timeouts;
  #read: (() => PoolState) | undefined;

  constructor(
    private readonly meter: Meter,
    preferredName: string,
  ) {
    this.#name = claimPoolName(preferredName);
    this.#attributes = { [ATTRIBUTES.poolName.key]: this.#name.name };
    const buffered = (row: HistogramRow) => new BufferedHistogram(createHistogram(meter, row));
    this.#createTime = buffered(METRICS.connectionCreateTime);
    this.#waitTime = buffered(METRICS.connectionWaitTime);
    this.#useTime = buffered(METRICS.connectionUseTime);
    this.#timeouts = createCounter(meter, METRICS.connectionTimeouts);
  }

  connectionCreated(durationMs: number): void {
    this.#createTime.record(durationMs / 1_000, this.#attributes);
  }

  connectionObtained(waitMs: number): void {
    this.#waitTime.record(waitMs / 1_000, this.#attributes);
  }

  connectionReleased(useMs: number): void {
    this.#useTime.record(useMs / 1_000, this.#attributes);
  }

  acquireTimedOut(): void {
    this.#timeouts.add(1, this.#attributes);
  }

  /** Reads the pool's state at every collection until `close`. */
  watch(read: () => PoolState): void {
    const { meter } = this;
    const count = createObservable(meter, METRICS.connectionCount);
    const pending = createObservable(meter, METRICS.pendingRequests);
    const idleMin = createObservable(meter, METRICS.connectionIdleMin);
    const limits = [METRICS.connectionIdleMax, METRICS.connectionMax, METRICS.connectionLimit].map((row) =>
      createObservable(meter, row),
    );
    const observables = [count, pending, idleMin, ...limits];
    const all = this.#attributes;
    const idle = { ...all, [ATTRIBUTES.connectionState.key]: "idle" };
    const used = { ...all, [ATTRIBUTES.connectionState.key]: "used" };
    this.#read = read;
    const observe: BatchObservableCallback = (result) => {
      this.#flush();
      // Not at once: the SDK is iterating over its callbacks and would skip the next one.
      if (this.#read === undefined) queueMicrotask(stop);
      const state = this.#read?.() ?? CLOSED;
      result.observe(count, state.idle, idle);
      result.observe(count, state.open - state.idle, used);
      result.observe(pending, state.waiting, all);
      result.observe(idleMin, state.min, all);
      for (const limit of limits) result.observe(limit, state.max, all);
    };
    const stop = () => meter.removeBatchObservableCallback(observe, observables);
    meter.addBatchObservableCallback(observe, observables);
  }

  /**
   * Releases the pool and its name. The next collection observes zeros and then removes the callback. Without the zeros
   * the SDK would export the last values for ever, as if the closed pool still had connections.
   */
  close(): void {
    this.#flush();
    this.#read = undefined;
    this.#name.release();
  }

  #flush(): void {
    for (const histogram of [this.#createTime, this.#waitTime, this.#useTime]) histogram.flush();
  }
}
