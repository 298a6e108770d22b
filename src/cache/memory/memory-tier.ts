import { LRUCache } from "lru-cache";
import type { CacheEntry, LivingEntry } from "../contract/index.js";
import { type CacheEvent, isAfter } from "./cache-event.js";
import { entryBytes } from "./entry-bytes.js";
import { LabelIndex } from "./label-index.js";
import { NearEntries, type NearQuery } from "./near-entries.js";

/** An entry for the memory tier, and when it was read or written. */
export interface EntryReading {
  readonly living: LivingEntry;
  /** Id of the last event of the cache's stream at that time, or of an earlier one. Later events may concern the entry. */
  readonly since: string;
  /** Monotonic clock, before the remaining life was requested, so that the round trip does not lengthen that life. */
  readonly atMs: number;
  /** The entry's own vector, where it is known. */
  readonly vector?: Float32Array | undefined;
}

interface HeldEntry {
  readonly entry: CacheEntry;
  /** By this process' monotonic clock. */
  readonly expiresAtMs: number;
  readonly staleMs: number;
  readonly since: string;
  readonly labels: readonly string[];
  readonly vector: Float32Array | undefined;
}

/** A near-duplicate in memory. */
export interface NearHit {
  readonly living: LivingEntry;
  /** Float32 cosine. */
  readonly similarity: number;
  readonly vector: Float32Array;
}

export interface MemoryLimits {
  readonly maxEntries: number;
  /** The most that `resize` is called with. Default: `maxEntries`. */
  readonly mostEntries?: number | undefined;
  readonly maxBytes: number;
  /** Absent: near-duplicates are not searched. */
  readonly near?: { readonly dimension: number; readonly leastSimilarity: number } | undefined;
}

/**
 * Answers in this process, by entry id. Callers say how long an entry lives and which events preceded it. An event removes
 * entries that were read before it, and keeps out those that were read before it and arrive later.
 */
export class MemoryTier {
  readonly #held: LRUCache<string, HeldEntry>;
  readonly #labelled = new LabelIndex();
  readonly #near: NearEntries | undefined;
  /** Of the vectors; undefined if none are kept. */
  readonly #dimension: number | undefined;
  readonly #labelsOf: (entry: CacheEntry) => readonly string[];
  /** At most the `max` of `#held`, which cannot change. */
  #maxEntries: number;
  /** The last event that was applied. */
  #floor: string | undefined;

  constructor(
    { maxEntries, mostEntries = maxEntries, maxBytes, near }: MemoryLimits,
    labelsOf: (entry: CacheEntry) => readonly string[],
    onEvicted: (entryId: string) => void,
  ) {
    this.#maxEntries = maxEntries;
    this.#held = new LRUCache({
      max: mostEntries,
      maxSize: maxBytes,
      sizeCalculation: (held) => this.#sizeOf(held),
      dispose: (held, entryId, reason) => {
        this.#labelled.remove(entryId, held.labels);
        this.#near?.remove(entryId);
        if (reason === "evict") onEvicted(entryId);
      },
    });
    this.#dimension = near?.dimension;
    this.#near = near === undefined ? undefined : new NearEntries(near.dimension, near.leastSimilarity);
    this.#labelsOf = labelsOf;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Changes the most entries; those used least recently go at once. */
  resize(maxEntries: number): void {
    this.#maxEntries = maxEntries;
    while (this.#held.size > maxEntries) this.#held.pop();
  }

  /** Estimated. */
  get sizeBytes(): number {
    return this.#held.calculatedSize;
  }

  /** @param read - `peek` leaves no trace: the entry does not count as used, and stays if it has expired. */
  get(entryId: string, nowMs: number, read: "get" | "peek" = "get"): LivingEntry | undefined {
    const held = this.#held[read](entryId);
    if (held === undefined) return undefined;
    const { entry, expiresAtMs, staleMs } = held;
    if (nowMs < expiresAtMs) return { entry, remainingMs: expiresAtMs - nowMs, staleMs };
    if (read === "get") this.#held.delete(entryId);
    return undefined;
  }

  has(entryId: string): boolean {
    return this.#held.has(entryId);
  }

  /** The vector of an entry, if both are held. Does not count as use. */
  vectorOf(entryId: string): Float32Array | undefined {
    return this.#held.peek(entryId)?.vector;
  }

  /** Keeps an entry, unless an event that has been applied already may concern it. */
  put({ living, since, atMs, vector }: EntryReading): void {
    if (this.#floor !== undefined && isAfter(this.#floor, since)) return;
    const { entry, remainingMs, staleMs } = living;
    const { entryId } = entry;
    const before = this.#held.peek(entryId);
    // A slow reading must not replace a newer answer.
    if (before !== undefined && isAfter(before.since, since)) return;

    // An entry's vector does not change with its answer.
    const known = vector?.length === this.#dimension ? vector : before?.vector;
    const labels = this.#labelsOf(entry);
    this.#held.delete(entryId);
    this.#held.set(entryId, {
      entry,
      expiresAtMs: atMs + remainingMs,
      staleMs,
      since,
      labels,
      vector: known,
    });
    if (this.#held.size > this.#maxEntries) this.#held.pop();
    // An entry that is larger than the whole tier may be is not kept.
    if (!this.#held.has(entryId)) return;
    this.#labelled.add(entryId, labels);
    if (known !== undefined) this.#near?.add(entryId, entry.prompt, known);
  }

  /** Near-duplicates that carry the tags, best first. May miss some. */
  near(query: NearQuery, tags: readonly string[], nowMs: number, read: "get" | "peek" = "get"): NearHit[] {
    const hits: NearHit[] = [];
    for (const { entryId, similarity } of this.#near?.find(query) ?? []) {
      const vector = this.#held.peek(entryId)?.vector;
      const living = this.get(entryId, nowMs, read);
      if (vector === undefined || living === undefined) continue;
      if (tags.every((tag) => living.entry.tags.includes(tag))) hits.push({ living, similarity, vector });
    }
    return hits;
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
        // A flush, or an event of a later version of the library, which may concern anything.
        this.clear();
    }
  }

  /** Forgets every entry. */
  clear(): void {
    this.#held.clear();
    this.#labelled.clear();
    this.#near?.clear();
  }

  /** Forgets every entry and event, because the ids of events may start anew. */
  reset(): void {
    this.clear();
    this.#floor = undefined;
  }

  #deleteOlder(entryId: string, eventId: string): void {
    const held = this.#held.peek(entryId);
    if (held !== undefined && isAfter(eventId, held.since)) this.#held.delete(entryId);
  }

  #sizeOf({ entry, labels, vector }: HeldEntry): number {
    const vectorBytes = vector === undefined ? 0 : vector.byteLength + (this.#near?.bytesPerEntry ?? 0);
    return entryBytes(entry, labels.length) + vectorBytes;
  }
}
