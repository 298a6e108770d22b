import type { TimeBudget } from "../../async/index.js";
import type { CacheEntry, LivingEntry } from "../contract/index.js";
import type { CacheEvent } from "./cache-event.js";
import { Follower, type FollowerOptions } from "./follower.js";
import { type EntryReading, type MemoryLimits, MemoryTier, type NearHit } from "./memory-tier.js";
import type { NearQuery } from "./near-entries.js";
import { type SessionLimits, type SessionQuestion, SessionTier } from "./session-tier.js";

/** A copy of an entry. */
export interface HeldEntry {
  readonly living: LivingEntry;
  /** Undefined if it never came along. */
  readonly vector: Float32Array | undefined;
}

/** What a look-up needs of the memory tier. */
export interface LookupMemory {
  /** Whether the next reading should ask the primary, whose reply goes to `noteLatest` or, if it fails, to `noteUnreachable`. */
  readonly wantsPrimary: boolean;
  get(entryId: string): LivingEntry | undefined;
  /** Whether an entry is held, current or not. */
  holds(entryId: string): boolean;
  /**
   * An entry and, if known, its vector. Undefined unless memory knows every event up to `since`, which Redis named as the latest one
   * in its reply to a request of `atMs`.
   */
  heldAt(entryId: string, since: string, atMs: number): HeldEntry | undefined;
  /** Near-duplicates that carry the tags, best first. May miss some. */
  near(query: NearQuery, tags: readonly string[]): NearHit[];
  /** The primary replied to a request of `atMs` that `since` is the last event. */
  noteLatest(since: string, atMs: number): void;
  /** The primary was asked and did not answer. */
  noteUnreachable(): void;
  /** Keeps an entry, unless an event came since it was read. */
  put(reading: EntryReading): void;
}

export interface FollowedMemoryOptions extends Omit<FollowerOptions, "copies"> {
  /** Called when an entry leaves the tier because it is full. */
  readonly onEvicted: (entryId: string) => void;
  readonly limits: MemoryLimits;
  readonly sessions: SessionLimits;
  /** Ids of the labels of an entry. */
  readonly labelsOf: (entry: CacheEntry) => readonly string[];
}

/**
 * The memory tier of one cache object, which follows the invalidations of all processes. It serves only while it knows every
 * event up to `maxLagMs` ago. So no process serves an answer later than `maxLagMs` after `invalidate` resolved, not even one
 * that is cut off from Redis; usually it stops after `pollMs` and one round trip.
 */
export class FollowedMemory implements LookupMemory {
  readonly #tier: MemoryTier;
  readonly #sessions: SessionTier;
  readonly #follower: Follower;

  constructor({ limits, sessions, labelsOf, onEvicted, ...rest }: FollowedMemoryOptions) {
    const tier = new MemoryTier(limits, labelsOf, onEvicted);
    const sessionTier = new SessionTier(sessions);
    this.#tier = tier;
    this.#sessions = sessionTier;
    this.#follower = new Follower({
      ...rest,
      copies: {
        get size() {
          return tier.size + sessionTier.size;
        },
        apply: (event) => this.apply(event),
        reset: () => {
          tier.reset();
          sessionTier.clear();
        },
      },
    });
  }

  get size(): number {
    return this.#tier.size;
  }

  /** Changes the most entries of the tier, not of sessions. */
  resize(maxEntries: number): void {
    this.#tier.resize(maxEntries);
  }

  /** Estimated bytes held, those of sessions included. */
  get sizeBytes(): number {
    return this.#tier.sizeBytes + this.#sessions.sizeBytes;
  }

  /** Milliseconds since the latest successful read of the events began; undefined while they are not followed. */
  get lagMs(): number | undefined {
    return this.#follower.lagMs;
  }

  /** The same while the events are read; undefined while nobody uses the copies, because then they are not read. */
  get activeLagMs(): number | undefined {
    return this.#follower.isActive ? this.#follower.lagMs : undefined;
  }

  get wantsPrimary(): boolean {
    return this.#follower.wantsPrimary(performance.now());
  }

  get(entryId: string): LivingEntry | undefined {
    const now = performance.now();
    const living = this.#tier.get(entryId, now);
    if (living === undefined) return undefined;
    this.#follower.use(now);
    return this.#follower.isCurrent(now) ? living : undefined;
  }

  holds(entryId: string): boolean {
    return this.#tier.has(entryId);
  }

  heldAt(entryId: string, since: string, atMs: number): HeldEntry | undefined {
    if (!this.#follower.proves(since, atMs)) return undefined;
    const living = this.get(entryId);
    return living && { living, vector: this.#tier.vectorOf(entryId) };
  }

  near(query: NearQuery, tags: readonly string[]): NearHit[] {
    const now = performance.now();
    if (!this.#follower.isCurrent(now)) return [];
    const hits = this.#tier.near(query, tags, now);
    if (hits.length > 0) this.#follower.use(now);
    return hits;
  }

  noteLatest(since: string, atMs: number): void {
    this.#follower.noteLatest(since, atMs);
  }

  noteUnreachable(): void {
    this.#follower.noteUnreachable(performance.now());
  }

  put(reading: EntryReading): void {
    this.#follower.use(performance.now());
    if (this.#follower.admits(reading.since, reading.atMs)) this.#tier.put(reading);
  }

  /**
   * The memory tier as one look-up would meet it, for reading only: nothing is kept, counts as used, or starts to follow
   * events. What the look-up would change for its own later steps holds in this view alone.
   */
  view(): LookupMemory & { clear(): void } {
    const [tier, follower] = [this.#tier, this.#follower];
    let provenAtMs = Number.NEGATIVE_INFINITY;
    let isCleared = false;
    const mayServe = (nowMs: number) =>
      !isCleared && (follower.isCurrent(nowMs) || follower.isCurrent(nowMs, provenAtMs));
    return {
      get wantsPrimary() {
        return follower.wantsPrimary(performance.now());
      },
      get: (entryId) => {
        const now = performance.now();
        return mayServe(now) ? tier.get(entryId, now, "peek") : undefined;
      },
      // Explanations do not ask for held entries.
      holds: () => false,
      heldAt: () => undefined,
      near: (query, tags) => {
        const now = performance.now();
        return mayServe(now) ? tier.near(query, tags, now, "peek") : [];
      },
      noteLatest: (since, atMs) => {
        if (follower.proves(since, atMs)) provenAtMs = atMs;
      },
      noteUnreachable: () => {},
      put: () => {},
      clear: () => {
        isCleared = true;
      },
    };
  }

  /**
   * The answer that a session keeps, and from now on a place for a new one with these labels. Reads the event stream first if it
   * has not been read for long. If Redis does not answer within the budget, there is neither.
   */
  async askSession(
    question: SessionQuestion,
    labels: readonly string[],
    budget: TimeBudget,
  ): Promise<LivingEntry | undefined> {
    const askedAtMs = performance.now();
    this.#follower.use(askedAtMs);
    if (!this.#follower.isCurrent(askedAtMs)) {
      await budget.spend(() => this.#follower.catchUp()).catch(() => {});
    }
    const nowMs = performance.now();
    // Without a position in the stream an invalidation could be missed.
    if (!this.#follower.isCurrent(nowMs)) return undefined;
    this.#sessions.take(question, labels);
    return this.#sessions.get(question, nowMs);
  }

  /** Keeps an answer that a session made, unless it was invalidated since the session asked. */
  keepInSession(question: SessionQuestion, entry: CacheEntry): void {
    this.#sessions.keep(question, entry);
  }

  /** An event that this process wrote itself, applied without waiting until it is read from the stream. */
  apply(event: CacheEvent): void {
    this.#tier.apply(event);
    this.#sessions.apply(event);
  }

  delete(entryId: string): void {
    this.#tier.delete(entryId);
  }

  clear(): void {
    this.#tier.clear();
    this.#sessions.clear();
  }

  close(): void {
    this.#follower.close();
    this.clear();
  }
}
