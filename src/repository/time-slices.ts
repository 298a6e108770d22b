import { setImmediate as nextTurn } from "node:timers/promises";

/** Longest time for which reading records may keep everything else in the process waiting, in milliseconds. */
const LONGEST_MS = 10;

/** Gives other work of the process its turn. By time, because one record can cost a thousand times as much as another. */
export class Turns {
  #startedAtMs = performance.now();

  get due(): boolean {
    return performance.now() - this.#startedAtMs >= LONGEST_MS;
  }

  async pass(): Promise<void> {
    await nextTurn();
    this.#startedAtMs = performance.now();
  }
}
