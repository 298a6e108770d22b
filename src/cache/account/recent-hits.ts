import { LRUCache } from "lru-cache";
import type { CacheObserver, CacheTier, LookupEvent } from "../contract/index.js";

export interface RecentHit {
  readonly tier: CacheTier;
  readonly similarity: number;
}

const MAX_REMEMBERED = 5_000;

/** How each entry was hit last in this process, so that a verdict on it can be counted where it belongs. */
export class RecentHits implements CacheObserver {
  readonly #hits = new LRUCache<string, RecentHit>({ max: MAX_REMEMBERED });

  lookedUp({ result }: LookupEvent): void {
    if (!result.hit) return;
    const { entryId, tier, similarity } = result;
    this.#hits.set(entryId, { tier, similarity });
  }

  of(entryId: string): RecentHit | undefined {
    return this.#hits.get(entryId);
  }
}
