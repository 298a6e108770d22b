import type { Counter, Meter } from "@opentelemetry/api";
import { createCounter } from "./instruments.js";
import { ATTRIBUTES, METRICS } from "./telemetry-table.js";

/** Precision events of repositories. */
export interface PrecisionObserver {
  fellBack(kind: "vector" | "collection" | "query"): void;
  /** The candidates of a query were compared by their codes. */
  rescored(): void;
  /** The hits of a query could not be certified. */
  uncertified(): void;
  drifted(level: "warn" | "recalibrate"): void;
}

/** The `octavec.precision.*` counters of one client. */
export class PrecisionRecorder implements PrecisionObserver {
  readonly #fallbacks: Counter;
  readonly #rescored: Counter;
  readonly #uncertified: Counter;
  readonly #drifts: Counter;

  constructor(meter: Meter) {
    this.#fallbacks = createCounter(meter, METRICS.precisionFallbacks);
    this.#rescored = createCounter(meter, METRICS.precisionRescored);
    this.#uncertified = createCounter(meter, METRICS.precisionUncertified);
    this.#drifts = createCounter(meter, METRICS.precisionDrifts);
  }

  fellBack(kind: "vector" | "collection" | "query"): void {
    this.#fallbacks.add(1, { [ATTRIBUTES.fallbackKind.key]: kind });
  }

  rescored(): void {
    this.#rescored.add(1);
  }

  uncertified(): void {
    this.#uncertified.add(1);
  }

  drifted(level: "warn" | "recalibrate"): void {
    this.#drifts.add(1, { [ATTRIBUTES.driftLevel.key]: level });
  }
}
