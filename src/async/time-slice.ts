import { setImmediate } from "node:timers/promises";

/** Longest time for which a loop may keep everything else in the process waiting, in milliseconds. */
const SLICE_MS = 10;

/**
 * Lets a long loop give way to other work of the process every 10 ms. It measures time, not steps, because one step can
 * cost a thousand times as much as another.
 */
export class TimeSlice {
  #startedAtMs = performance.now();

  /** Whether the loop should give way now. */
  get isOver(): boolean {
    return performance.now() - this.#startedAtMs >= SLICE_MS;
  }

  /** Lets other work of the process run, then begins the next slice. */
  async giveWay(): Promise<void> {
    await setImmediate();
    this.#startedAtMs = performance.now();
  }
}
