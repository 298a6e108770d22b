import { setImmediate as nextTick } from "node:timers/promises";

/** Longest time that reading records may block the process, in milliseconds. */
const SLICE_MS = 10;

/** Divides synchronous work into slices by time, because one record can take a thousand times as long as another. */
export class TimeSlices {
  #startedAtMs = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#startedAtMs >= SLICE_MS;
  }

  /** Lets other work of the process run, and begins the next slice. */
  async next(): Promise<void> {
    await nextTick();
    this.#startedAtMs = performance.now();
  }
}
