import { pause } from "../../async/index.js";

/** Keeps a run below a rate by waiting after each batch. */
export class Pace {
  #dueAtMs = performance.now();

  constructor(private readonly ratePerSecond: number | undefined) {}

  /** Waits until `count` records are within the rate. Resolves early, without an error, if the signal is aborted. */
  async after(count: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.ratePerSecond === undefined) return;
    // At most one second of unused time is made up for, so that a pause is not followed by a burst.
    this.#dueAtMs = Math.max(this.#dueAtMs, performance.now() - 1_000) + (1_000 * count) / this.ratePerSecond;
    const waitMs = this.#dueAtMs - performance.now();
    if (waitMs <= 0) return;
    await pause(waitMs, signal).catch(() => {});
  }
}
