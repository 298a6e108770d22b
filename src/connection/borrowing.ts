import type { PoolObserver } from "../telemetry/index.js";

/**
 * Times one caller's way through the pool: from asking for a connection over having it to its last reply. Connections
 * are shared, so "having" one means that commands may be put into its queue.
 */
export class Borrowing {
  #sinceMs = performance.now();

  constructor(private readonly observer: PoolObserver) {}

  obtained(): void {
    const nowMs = performance.now();
    this.observer.connectionObtained(nowMs - this.#sinceMs);
    this.#sinceMs = nowMs;
  }

  /** Looks at the work without becoming part of it. */
  until(work: Promise<unknown>): void {
    const released = () => this.observer.connectionReleased(performance.now() - this.#sinceMs);
    work.then(released, released);
  }
}
