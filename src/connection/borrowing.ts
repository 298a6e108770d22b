import type { PoolObserver } from "../telemetry/index.js";

/**
 * Times one caller's way through the pool: from asking for a connection over having it to its last reply. Connections
 * are shared, so "having" one means that commands may be put into its queue.
 */
export class Borrowing {
  readonly #askedAtMs = performance.now();
  #obtainedAtMs: number | undefined;

  constructor(private readonly observer: PoolObserver) {}

  obtained(): void {
    this.#obtainedAtMs = performance.now();
    this.observer.connectionObtained(this.#obtainedAtMs - this.#askedAtMs);
  }

  /** Does nothing if the caller never had a connection. */
  released(): void {
    if (this.#obtainedAtMs === undefined) return;
    this.observer.connectionReleased(performance.now() - this.#obtainedAtMs);
  }
}
