import type { EmbeddingCacheObserver, EmbeddingResult } from "../../telemetry/index.js";

/** Counts of one `EmbeddingCache` since it was created. A text that occurs several times in one call counts once. */
export interface EmbeddingCacheStats {
  /** Texts whose vector came from Redis. */
  readonly hits: number;
  /** Texts without a stored vector. */
  readonly misses: number;
  /** Texts that another call was already looking up or embedding. */
  readonly shared: number;
  /** Texts longer than `maxTextLength`. */
  readonly bypassed: number;
  /** Texts for which Redis did not answer in time. */
  readonly errors: number;
  /** Misses because the stored entry was not a vector of this dimension. */
  readonly corrupt: number;
  /** Vectors that Redis stored. */
  readonly stored: number;
  /** Vectors that could not be stored. */
  readonly notStored: number;
  /** Texts that the embedder embedded. */
  readonly embedded: number;
  /** hits / (hits + misses), 0 to 1; 0 before the first hit or miss. */
  readonly hitRatio: number;
}

const COUNTER_OF = {
  hit: "hits",
  miss: "misses",
  shared: "shared",
  bypass: "bypassed",
  error: "errors",
} as const satisfies Record<EmbeddingResult, keyof EmbeddingCacheStats>;

/** Keeps the counts, and passes requests on to the metrics. */
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
