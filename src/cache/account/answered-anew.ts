import type { LookupEvent, StoreEvent } from "../contract/index.js";
import { kindOf } from "./count-event.js";
import type { Counters } from "./counters.js";

/** Questions whose look-up missed, and that wait for their answer. */
const MOST_WAITING = 256;

/** Questions that are named between two writes to Redis, a second. Further ones are not counted. */
const MOST_NAMED = 256;

/**
 * Counts answers that were made because a look-up missed, by question: `anew:<entry id>`. A question that has two of them in a few days
 * was stored in between, and its entry went. Answers that are stored by `warm`, that take another's place or that may not be stored
 * do not count. Holds ids, no texts.
 */
export class AnsweredAnew {
  readonly #waiting = new Set<string>();
  readonly #named = new Set<string>();

  lookedUp({ identity, result }: LookupEvent): void {
    if (identity === undefined || result.hit || result.reason === "shadow") return;
    if (kindOf(result.reason) !== "miss") return;
    this.#waiting.add(identity.entryId);
    if (this.#waiting.size <= MOST_WAITING) return;
    for (const oldest of this.#waiting) {
      this.#waiting.delete(oldest);
      return;
    }
  }

  stored({ result }: StoreEvent, counters: Counters): void {
    if (!result.stored || !this.#waiting.delete(result.entryId) || result.replaced) return;
    if (this.#named.size >= MOST_NAMED && !this.#named.has(result.entryId)) return;
    this.#named.add(result.entryId);
    counters.add(`anew:${result.entryId}`);
  }

  /** The counters were taken. */
  taken(): void {
    this.#named.clear();
  }

  clear(): void {
    this.#waiting.clear();
    this.#named.clear();
  }
}
