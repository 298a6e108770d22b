import type { Attributes, BatchObservableCallback, Meter } from "@opentelemetry/api";
import { createCounter, createObservable } from "./instruments.js";
import { ATTRIBUTES, METRICS } from "./telemetry-table.js";

/** Events of retries. */
export interface RetryObserver {
  /** A call is retried after this error. */
  retried(errorCode: string): void;
  /** A call is not retried, because too many others are. */
  budgetExhausted(): void;
}

export function createRetryRecorder(meter: Meter): RetryObserver {
  const retries = createCounter(meter, METRICS.retries);
  const exhausted = createCounter(meter, METRICS.retryBudgetExhausted);
  return {
    retried: (errorCode) => retries.add(1, { [ATTRIBUTES.errorType.key]: errorCode }),
    budgetExhausted: () => exhausted.add(1),
  };
}

const STATES = ["closed", "open", "half-open", "isolated"] as const;
type State = (typeof STATES)[number];

/** State and transitions of one server's circuit breaker. */
export class BreakerRecorder {
  readonly #server: Attributes;
  readonly #transitions;
  #stop: () => void = () => {};

  constructor(
    private readonly meter: Meter,
    address: string,
    /** Undefined for a Unix socket. */
    port: number | undefined,
  ) {
    this.#server = {
      [ATTRIBUTES.address.key]: address,
      ...(port === undefined ? {} : { [ATTRIBUTES.port.key]: port }),
    };
    this.#transitions = createCounter(meter, METRICS.breakerTransitions);
  }

  changed(from: State, to: State): void {
    this.#transitions.add(1, {
      ...this.#server,
      [ATTRIBUTES.breakerFormerState.key]: from,
      [ATTRIBUTES.breakerState.key]: to,
    });
  }

  /** Reads the state at every collection until `close`. */
  watch(read: () => State): void {
    const { meter } = this;
    const state = createObservable(meter, METRICS.breakerState);
    const observe: BatchObservableCallback = (result) => {
      const now = read();
      for (const name of STATES) {
        result.observe(state, name === now ? 1 : 0, { ...this.#server, [ATTRIBUTES.breakerState.key]: name });
      }
    };
    meter.addBatchObservableCallback(observe, [state]);
    this.#stop = () => meter.removeBatchObservableCallback(observe, [state]);
  }

  close(): void {
    this.#stop();
  }
}
