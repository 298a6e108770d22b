import { randomUUID } from "node:crypto";
import type { SweptCollection } from "./sweep-step.js";
import { Sweeper } from "./sweeper.js";

/** The background sweeps of one client: one for each collection in which elements expire, however many repositories it has. */
export class Sweepers {
  readonly #token = randomUUID();
  readonly #sweepers = new Map<string, Sweeper>();
  readonly #onFailure: (error: unknown) => void;
  #isClosed = false;

  /** @param onFailure - Called with what a sweep failed with. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** An element of the collection expires in so many milliseconds. */
  expect(collection: SweptCollection, dueInMs: number): void {
    if (this.#isClosed) return;
    const key = collection.keys.expiry;
    let sweeper = this.#sweepers.get(key);
    if (sweeper === undefined) {
      sweeper = new Sweeper(collection, this.#token, this.#onFailure);
      this.#sweepers.set(key, sweeper);
    }
    sweeper.expect(dueInMs);
  }

  /** Ends all sweeps. Resolves when the steps under way have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#sweepers.values()].map((sweeper) => sweeper.stop()));
  }
}
