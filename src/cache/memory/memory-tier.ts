import { LRUCache } from "lru-cache";
import { type CacheEvent, isAfter } from "../coherence/index.js";
import type { CacheEntry, LivingEntry } from "../entry/index.js";
import { LabelIndex } from "./label-index.js";

/** An entry and the moment in the life of the cache at which it was read or written. */
export interface Filling {
  readonly living: LivingEntry;
  /** Id of the last event of the cache's stream then, or earlier: what came later may concern it. */
  readonly since: string;
  /** Monotonic clock, before the remaining life was asked for: the way back does not lengthen it. */
  readonly atMs: number;
  /** The entry's own vector, where it is known. */
  readonly vector?: Float32Array | undefined;
}

export interface Held {
  readonly entry: CacheEntry;
  /** By this process' monotonic clock. */
  readonly expiresAtMs: number;
  readonly freshUntilMs: number;
  readonly since: string;
  readonly labels: readonly string[];
  readonly vector: Float32Array | undefined;
}

export interface MemoryHit {
  readonly entry: CacheEntry;
  readonly stale: boolean;
}

export interface MemoryLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Estimated bytes of an entry besides its texts and vector: objects, map slots, list links. A bench measures it. */
const OVERHEAD_BYTES = 700;
const BYTES_PER_LABEL = 60;

/**
 * Answers in this process, by entry id. Knows only what it was given; who fills it says how long it lives and which events
 * it has seen. An event takes away what was read before it, and keeps out what was read before it and arrives later.
 */
export class MemoryTier {
  readonly #held: LRUCache<string, Held>;
  readonly #labelled = new LabelIndex();
  readonly #labelsOf: (entry: CacheEntry) => readonly string[];
  readonly #now: () => number;
  /** The last event that was applied. */
  #floor: string | undefined;

  constructor(
    { maxEntries, maxBytes }: MemoryLimits,
    labelsOf: (entry: CacheEntry) => readonly string[],
    now: () => number = () => performance.now(),
  ) {
    this.#held = new LRUCache({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: sizeOf,
      dispose: (held, entryId) => this.#labelled.remove(entryId, held.labels),
    });
    this.#labelsOf = labelsOf;
    this.#now = now;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Estimated. */
  get sizeBytes(): number {
    return this.#held.calculatedSize;
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  get(entryId: string, nowMs: number = this.#now()): MemoryHit | undefined {
    const held = this.#held.get(entryId);
    if (held === undefined) return undefined;
    if (nowMs >= held.expiresAtMs) {
      this.#held.delete(entryId);
      return undefined;
    }
    return { entry: held.entry, stale: nowMs >= held.freshUntilMs };
  }

  /** As {@link get}, but leaves no trace. */
  peek(entryId: string): MemoryHit | undefined {
    const held = this.#held.peek(entryId);
    const now = this.#now();
    if (held === undefined || now >= held.expiresAtMs) return undefined;
    return { entry: held.entry, stale: now >= held.freshUntilMs };
  }

  /** @returns false when an event that has been applied already may concern it. */
  put({ living, since, atMs, vector }: Filling): boolean {
    if (this.#floor !== undefined && isAfter(this.#floor, since)) return false;
    const { entry, remainingMs, staleMs } = living;
    const { entryId } = entry;
    const before = this.#held.peek(entryId);
    // A slow reading must not put an older answer in the place of a newer one.
    if (before !== undefined && isAfter(before.since, since)) return false;
    const expiresAtMs = atMs + remainingMs;
    const labels = this.#labelsOf(entry);
    this.#held.delete(entryId);
    this.#held.set(entryId, {
      entry,
      expiresAtMs,
      freshUntilMs: expiresAtMs - staleMs,
      since,
      labels,
      // An entry's vector does not change with its answer.
      vector: vector ?? before?.vector,
    });
    // Not when it is larger than the whole tier may be.
    if (this.#held.has(entryId)) this.#labelled.add(entryId, labels);
    return true;
  }

  delete(entryId: string): void {
    this.#held.delete(entryId);
  }

  apply({ id, kind, what }: CacheEvent): void {
    if (this.#floor === undefined || isAfter(id, this.#floor)) this.#floor = id;
    switch (kind) {
      case "entry":
      case "put":
        this.#deleteOlder(what, id);
        break;
      case "label":
        for (const entryId of this.#labelled.entriesOf(what)) this.#deleteOlder(entryId, id);
        break;
      default:
        // A flush; or what a later version of the library says, which may concern anything.
        this.clear();
    }
  }

  /** Forgets everything that is held. */
  clear(): void {
    this.#held.clear();
    this.#labelled.clear();
  }

  /** Forgets everything. Ids of events start anew. */
  distrust(): void {
    this.clear();
    this.#floor = undefined;
  }

  #deleteOlder(entryId: string, eventId: string): void {
    const held = this.#held.peek(entryId);
    if (held !== undefined && isAfter(eventId, held.since)) this.#held.delete(entryId);
  }
}

function sizeOf({ entry, labels, vector }: Held): number {
  return (
    OVERHEAD_BYTES +
    2 * (entry.response.length + entry.prompt.length) +
    BYTES_PER_LABEL * labels.length +
    (vector?.byteLength ?? 0)
  );
}
