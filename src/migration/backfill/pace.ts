import { pause } from "../../async/index.js";

/** Keeps a run below a rate: after `count` records it waits until their share of time has passed. */
export class Pace {
  #dueAtMs = performance.now();

  constructor(private readonly ratePerSecond: number | undefined) {}

  /** Ends early, without an error, when the signal is aborted. */
  async after(count: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.ratePerSecond === undefined) return;
    // Time that went by unused is not made up for later.
    this.#dueAtMs = Math.max(this.#dueAtMs, performance.now() - 1_000) + (1_000 * count) / this.ratePerSecond;
    const waitMs = this.#dueAtMs - performance.now();
    if (waitMs <= 0) return;
    await pause(waitMs, signal).catch(() => {});
  }
}
