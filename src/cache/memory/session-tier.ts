import { LRUCache } from "lru-cache";
import type { CacheEntry, LivingEntry } from "../contract/index.js";
import type { CacheEvent } from "./cache-event.js";
import { entryBytes } from "./entry-bytes.js";
import { LabelIndex } from "./label-index.js";

export interface SessionLimits {
  /** How long a session keeps an answer. */
  readonly ttlMs: number;
  /** Answers of one session; the one that was used least recently is forgotten first. */
  readonly maxEntries: number;
  /** Estimated bytes of the answers of all sessions. */
  readonly maxBytes: number;
}

/** One question of one session. */
export interface SessionQuestion {
  readonly session: string;
  readonly entryId: string;
}

/** A place for one answer of a session. An invalidation that concerns the answer removes the place. */
interface Place extends SessionQuestion {
  readonly labels: readonly string[];
  /** Undefined while the answer is being made. */
  readonly kept: { readonly entry: CacheEntry; readonly expiresAtMs: number } | undefined;
}

/**
 * Answers of sessions, by session and entry id. A place is taken before the answer is made, so that an invalidation in the
 * meantime is not missed, however many other events there are.
 */
export class SessionTier {
  readonly #places: LRUCache<string, Place>;
  /** The names of the places of each session, those used last at the end. */
  readonly #sessions = new Map<string, Set<string>>();
  readonly #labelled = new LabelIndex();
  readonly #limits: SessionLimits;

  constructor(limits: SessionLimits) {
    this.#limits = limits;
    this.#places = new LRUCache({
      maxSize: limits.maxBytes,
      sizeCalculation: ({ kept, labels }) => entryBytes(kept?.entry, labels.length),
      dispose: (place, name) => this.#forget(place, name),
    });
  }

  /** Places, with and without an answer. */
  get size(): number {
    return this.#places.size;
  }

  /** Estimated. */
  get sizeBytes(): number {
    return this.#places.calculatedSize;
  }

  get({ session, entryId }: SessionQuestion, nowMs: number): LivingEntry | undefined {
    const name = entryId + session;
    const kept = this.#places.get(name)?.kept;
    if (kept === undefined) return undefined;
    const remainingMs = kept.expiresAtMs - nowMs;
    if (remainingMs > 0) {
      this.#use(session, name);
      return { entry: kept.entry, remainingMs, staleMs: 0 };
    }
    this.#places.delete(name);
    return undefined;
  }

  /** Takes a place for an answer; an earlier answer stays until `keep` replaces it. */
  take({ session, entryId }: SessionQuestion, labels: readonly string[]): void {
    const name = entryId + session;
    const before = this.#places.peek(name);
    const all = before === undefined ? labels : [...new Set([...before.labels, ...labels])];
    this.#put(name, { session, entryId, labels: all, kept: before?.kept });
    const names = this.#sessions.get(session);
    if (names === undefined || names.size <= this.#limits.maxEntries) return;
    const [oldest] = names;
    if (oldest !== undefined) this.#places.delete(oldest);
  }

  /** Keeps an answer, if its place was not removed meanwhile. */
  keep({ session, entryId }: SessionQuestion, entry: CacheEntry): void {
    const name = entryId + session;
    const place = this.#places.peek(name);
    if (place === undefined) return;
    this.#put(name, { ...place, kept: { entry, expiresAtMs: performance.now() + this.#limits.ttlMs } });
  }

  apply({ kind, what }: CacheEvent): void {
    switch (kind) {
      case "put":
        // Another answer to this question, which is not this session's.
        return;
      case "entry":
      case "label":
        for (const name of this.#labelled.entriesOf(what)) this.#places.delete(name);
        return;
      default:
        this.clear();
    }
  }

  clear(): void {
    this.#places.clear();
  }

  #put(name: string, place: Place): void {
    this.#places.delete(name);
    this.#places.set(name, place);
    // A place that is larger than the whole tier may be is not kept.
    if (!this.#places.has(name)) return;
    this.#labelled.add(name, [place.entryId, ...place.labels]);
    this.#use(place.session, name);
  }

  #use(session: string, name: string): void {
    const names = this.#sessions.get(session) ?? new Set();
    names.delete(name);
    names.add(name);
    this.#sessions.set(session, names);
  }

  #forget({ session, entryId, labels }: Place, name: string): void {
    this.#labelled.remove(name, [entryId, ...labels]);
    const names = this.#sessions.get(session);
    if (names?.delete(name) && names.size === 0) this.#sessions.delete(session);
  }
}
