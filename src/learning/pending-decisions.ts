import { LRUCache } from "lru-cache";
import type { Decision } from "../cache/contract/index.js";

/** A decision that waits for the answer which the model makes. */
export interface PendingDecision {
  readonly decision: Decision;
  readonly category: string | undefined;
  /** Answer that was not served because of shadow mode. */
  readonly withheldAnswerId: string | undefined;
}

const MAX_PENDING = 2_000;
/** An answer that comes later is no answer to that question any more. */
const MAX_AGE_MS = 600_000;

/** Decisions by the entry id of their question. Whoever stores the answer to it, `wrap` or `lookup` and `store`, labels it. */
export class PendingDecisions {
  readonly #held = new LRUCache<string, PendingDecision>({ max: MAX_PENDING, ttl: MAX_AGE_MS });

  put(entryId: string, decision: PendingDecision): void {
    this.#held.set(entryId, decision);
  }

  take(entryId: string): PendingDecision | undefined {
    const held = this.#held.get(entryId);
    this.#held.delete(entryId);
    return held;
  }

  clear(): void {
    this.#held.clear();
  }
}
