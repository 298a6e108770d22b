import type { Executor } from "../../executor.js";
import type { CacheEntry } from "../contract/index.js";
import type { CacheEvent } from "./coherence/cache-event.js";
import { Follower, type FollowerSettings } from "./coherence/follower.js";
import { type Filling, type MemoryHit, type MemoryLimits, MemoryTier, type NearHit } from "./memory-tier.js";
import { type LookupMemory, MemoryView } from "./memory-view.js";
import type { NearQuery } from "./near-entries.js";

export interface FollowedMemoryOptions {
  readonly executor: Executor;
  /** Key of the event stream. */
  readonly stream: string;
  readonly limits: MemoryLimits;
  readonly coherence: FollowerSettings;
  /** Ids of the labels of an entry. */
  readonly labelsOf: (entry: CacheEntry) => readonly string[];
  /** Told of invalidations that others wrote, and of doubt about what was missed. */
  readonly onInvalidation: () => void;
  /** Told what kept the event stream from being read. */
  readonly onFailure: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * The memory tier of one cache object, kept in step with all others: it serves only while its follower has heard of
 * everything up to `maxLagMs` ago. So an answer that was invalidated is served by no process later than `maxLagMs` after
 * `invalidate` resolved, also not by one that is cut off from Redis; ordinarily for `pollMs` and one trip.
 */
export class FollowedMemory implements LookupMemory {
  readonly #tier: MemoryTier;
  readonly #follower: Follower;
  readonly #now: () => number;

  constructor({
    executor,
    stream,
    limits,
    coherence,
    labelsOf,
    onInvalidation,
    onFailure,
    now,
  }: FollowedMemoryOptions) {
    this.#now = now ?? (() => performance.now());
    this.#tier = new MemoryTier(limits, labelsOf, this.#now);
    const tier = this.#tier;
    const sink = {
      get isEmpty() {
        return tier.isEmpty;
      },
      apply: (event: CacheEvent) => {
        tier.apply(event);
        if (event.kind !== "put") onInvalidation();
      },
      distrust: () => {
        tier.distrust();
        onInvalidation();
      },
    };
    this.#follower = new Follower({ executor, stream, settings: coherence, sink, onFailure, now: this.#now });
  }

  get size(): number {
    return this.#tier.size;
  }

  /** Estimated bytes held. */
  get sizeBytes(): number {
    return this.#tier.sizeBytes;
  }

  /** Milliseconds since Redis was asked for events with success; undefined while there is nothing to follow for. */
  get lagMs(): number | undefined {
    return this.#follower.lagMs;
  }

  /** Whether the next reading should be one of the primary, given to `noteLatest` or, when it fails, to `noteUnreachable`. */
  get wantsPrimary(): boolean {
    return this.#follower.wantsPrimary(this.#now());
  }

  get(entryId: string): MemoryHit | undefined {
    const now = this.#now();
    const hit = this.#tier.get(entryId, now);
    if (hit === undefined) return undefined;
    this.#follower.use(now);
    return this.#follower.isCurrent(now) ? hit : undefined;
  }

  /** The same for reading only, without a trace. */
  view(): MemoryView {
    return new MemoryView(this.#tier, this.#follower, this.#now);
  }

  /** Near-duplicates that carry the tags, best first: what is not found may still be in Redis. */
  near(query: NearQuery, tags: readonly string[]): NearHit[] {
    const now = this.#now();
    if (!this.#follower.isCurrent(now)) return [];
    const hits = this.#tier.near(query, tags, now);
    if (hits.length > 0) this.#follower.use(now);
    return hits;
  }

  /** The primary replied to a request of `atMs` that `since` is the last event. */
  noteLatest(since: string, atMs: number): void {
    this.#follower.noteLatest(since, atMs);
  }

  /** The primary was asked and did not answer. */
  noteUnreachable(): void {
    this.#follower.noteUnreachable(this.#now());
  }

  /** Keeps an entry, unless an event came since it was read. */
  put(filling: Filling): void {
    this.#follower.use(this.#now());
    if (this.#follower.admits(filling.since, filling.atMs)) this.#tier.put(filling);
  }

  /** An event that this process wrote itself: no need to wait until it is heard of. */
  apply(event: CacheEvent): void {
    this.#tier.apply(event);
  }

  delete(entryId: string): void {
    this.#tier.delete(entryId);
  }

  clear(): void {
    this.#tier.clear();
  }

  close(): void {
    this.#follower.close();
    this.#tier.clear();
  }
}
