import type { EmbeddingCacheObserver, EmbeddingResult } from "../../telemetry/index.js";

/** What one `EmbeddingCache` has done since it was made. Texts are counted once per call, however often they occur in it. */
export interface EmbeddingCacheStats {
  /** Texts whose vector came from Redis. */
  readonly hits: number;
  /** Texts that were not there. */
  readonly misses: number;
  /** Texts that were being looked up or embedded for another call at that moment. */
  readonly shared: number;
  /** Texts longer than `maxTextLength`. */
  readonly bypassed: number;
  /** Texts of which Redis did not tell in time whether it has them. */
  readonly errors: number;
  /** Of the misses: entries that were no vector of this dimension. */
  readonly corrupt: number;
  /** Vectors that Redis acknowledged. */
  readonly stored: number;
  /** Vectors that it did not. */
  readonly notStored: number;
  /** Texts that the embedder was given. */
  readonly embedded: number;
  /** hits / (hits + misses), 0 to 1; 0 before the first of either. */
  readonly hitRatio: number;
}

const COUNTER_OF = {
  hit: "hits",
  miss: "misses",
  shared: "shared",
  bypass: "bypassed",
  error: "errors",
} as const satisfies Record<EmbeddingResult, keyof EmbeddingCacheStats>;

/** Counts, and passes the requests on to whoever collects metrics. */
export class EmbeddingStatistics {
  readonly #counts = {
    hits: 0,
    misses: 0,
    shared: 0,
    bypassed: 0,
    errors: 0,
    corrupt: 0,
    stored: 0,
    notStored: 0,
    embedded: 0,
  };

  constructor(private readonly observer: EmbeddingCacheObserver | undefined) {}

  requested(result: EmbeddingResult, count: number): void {
    if (count === 0) return;
    this.#counts[COUNTER_OF[result]] += count;
    this.observer?.requested(result, count);
  }

  add(counter: "corrupt" | "stored" | "notStored" | "embedded", count: number): void {
    this.#counts[counter] += count;
  }

  read(): EmbeddingCacheStats {
    const { hits, misses } = this.#counts;
    return { ...this.#counts, hitRatio: hits === 0 ? 0 : hits / (hits + misses) };
  }
}
