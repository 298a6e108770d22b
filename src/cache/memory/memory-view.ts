import type { Follower } from "./coherence/follower.js";
import type { Filling, MemoryHit, MemoryTier, NearHit } from "./memory-tier.js";
import type { NearQuery } from "./near-entries.js";

/** What a look-up needs of the memory tier. */
export interface LookupMemory {
  /** Whether the next reading should be one of the primary, given to `noteLatest` or, when it fails, to `noteUnreachable`. */
  readonly wantsPrimary: boolean;
  get(entryId: string): MemoryHit | undefined;
  /** Near-duplicates that carry the tags, best first. May miss some. */
  near(query: NearQuery, tags: readonly string[]): NearHit[];
  /** The primary was asked at `atMs` and said that `since` is the last event. */
  noteLatest(since: string, atMs: number): void;
  /** The primary was asked and did not answer. */
  noteUnreachable(): void;
  /** Keeps an entry, unless an event came since it was read. */
  put(filling: Filling): void;
}

/**
 * The memory tier as one look-up would meet it, for reading only: nothing is kept, counts as used, or starts to follow
 * events. What the look-up would change for its own later steps holds in this view alone.
 */
export class MemoryView implements LookupMemory {
  readonly #tier: MemoryTier;
  readonly #follower: Follower;
  readonly #now: () => number;
  #provenAtMs = Number.NEGATIVE_INFINITY;
  #isCleared = false;

  constructor(tier: MemoryTier, follower: Follower, now: () => number) {
    this.#tier = tier;
    this.#follower = follower;
    this.#now = now;
  }

  get wantsPrimary(): boolean {
    return this.#follower.wantsPrimary(this.#now());
  }

  get(entryId: string): MemoryHit | undefined {
    return this.#mayServe(this.#now()) ? this.#tier.peek(entryId) : undefined;
  }

  near(query: NearQuery, tags: readonly string[]): NearHit[] {
    const now = this.#now();
    return this.#mayServe(now) ? this.#tier.near(query, tags, now, "peek") : [];
  }

  noteLatest(since: string, atMs: number): void {
    if (this.#follower.proves(since, atMs)) this.#provenAtMs = atMs;
  }

  noteUnreachable(): void {}

  put(): void {}

  clear(): void {
    this.#isCleared = true;
  }

  #mayServe(nowMs: number): boolean {
    if (this.#isCleared) return false;
    return this.#follower.isCurrent(nowMs) || this.#follower.isCurrent(nowMs, this.#provenAtMs);
  }
}
