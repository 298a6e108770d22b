import { LRUCache } from "lru-cache";
import type { CacheEntry, LivingEntry } from "../entry/index.js";

interface Held {
  readonly entry: CacheEntry;
  /** By this process' monotonic clock. */
  readonly expiresAtMs: number;
  readonly freshUntilMs: number;
}

export interface MemoryHit {
  readonly entry: CacheEntry;
  readonly stale: boolean;
  /** Milliseconds until it is stale, 0 when it is; `Infinity` for never. */
  readonly freshForMs: number;
}

export interface MemoryLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Estimated bytes of an entry besides its texts: objects, map slots, list links. */
const OVERHEAD_BYTES = 600;

/** Answers in this process, by entry id. Knows only what it was given; who fills it gives the remaining life. */
export class MemoryTier {
  readonly #held: LRUCache<string, Held>;
  readonly #now: () => number;

  constructor({ maxEntries, maxBytes }: MemoryLimits, now: () => number = () => performance.now()) {
    this.#held = new LRUCache({ max: maxEntries, maxSize: maxBytes, sizeCalculation: sizeOf });
    this.#now = now;
  }

  get(entryId: string): MemoryHit | undefined {
    const held = this.#held.get(entryId);
    if (held === undefined) return undefined;
    const now = this.#now();
    if (now >= held.expiresAtMs) {
      this.#held.delete(entryId);
      return undefined;
    }
    return {
      entry: held.entry,
      stale: now >= held.freshUntilMs,
      freshForMs: Math.max(0, held.freshUntilMs - now),
    };
  }

  /** `atMs`: the moment before the remaining life was asked for, so that the way back does not lengthen it. */
  put({ entry, remainingMs, staleMs }: LivingEntry, atMs: number = this.#now()): void {
    const expiresAtMs = atMs + remainingMs;
    this.#held.set(entry.entryId, { entry, expiresAtMs, freshUntilMs: expiresAtMs - staleMs });
  }

  delete(entryId: string): void {
    this.#held.delete(entryId);
  }

  clear(): void {
    this.#held.clear();
  }

  /** As {@link get}, but leaves no trace. */
  peek(entryId: string): MemoryHit | undefined {
    const held = this.#held.peek(entryId);
    const now = this.#now();
    if (held === undefined || now >= held.expiresAtMs) return undefined;
    return {
      entry: held.entry,
      stale: now >= held.freshUntilMs,
      freshForMs: Math.max(0, held.freshUntilMs - now),
    };
  }

  get size(): number {
    return this.#held.size;
  }

  /** Estimated bytes held. */
  get sizeBytes(): number {
    return this.#held.calculatedSize;
  }
}

function sizeOf({ entry }: Held): number {
  return OVERHEAD_BYTES + 2 * (entry.response.length + entry.prompt.length);
}
