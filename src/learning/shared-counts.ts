import type { Command, Reply } from "../executor.js";
import { CategoryCounts } from "./counts.js";
import { pairsOf } from "./reply-parts.js";

/** Counts of all instances together in one hash, and of this one since the last trip. */
export class SharedCounts {
  readonly #key: string;
  readonly #fresh = new CategoryCounts();
  #known = new CategoryCounts();

  constructor(key: string) {
    this.#key = key;
  }

  /** Where to count. */
  get fresh(): CategoryCounts {
    return this.#fresh;
  }

  /** All instances, as of the last trip, and this one since. */
  get all(): CategoryCounts {
    const all = new CategoryCounts();
    all.add(this.#known);
    all.add(this.#fresh);
    return all;
  }

  /** The commands that tell what is fresh. What is taken must be put back when they were not sent. */
  take(): { steps: Command[]; putBack: () => void } {
    const taken = this.#fresh.take();
    const steps = taken
      .increments()
      .map(([field, by]): Command => ["HINCRBYFLOAT", this.#key, field, String(by)]);
    return { steps, putBack: () => this.#fresh.add(taken) };
  }

  get readStep(): Command {
    return ["HGETALL", this.#key];
  }

  heard(reply: Reply | undefined): void {
    this.#known = CategoryCounts.of(pairsOf(reply));
  }

  forget(): void {
    this.#fresh.take();
    this.#known = new CategoryCounts();
  }
}
