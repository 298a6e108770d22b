import type { Answer, CacheTier, LookupWhy, MissReason, StoreResult } from "../contract/index.js";

/**
 * Makes the answer when the cache has none. `cacheable: false` keeps it out of the cache (an error text, half an answer),
 * and from other callers who wait for the same. `signal` is aborted when nobody waits for the answer any more.
 */
export type Producer = (
  signal: AbortSignal,
) => Promise<Answer & { readonly cacheable?: boolean | undefined }>;

/** `pending`: the time for the cache was up before Redis had confirmed it; the storing goes on in the background. */
export type NotStoredReason =
  | Extract<StoreResult, { stored: false }>["reason"]
  | "not-cacheable"
  | "pending"
  | "shadow";

export interface WrappedAnswer {
  readonly response: string;
  readonly hit: boolean;
  /** Of a hit. */
  readonly tier?: CacheTier;
  /** Of a hit. */
  readonly similarity?: number;
  readonly entryId?: string;
  /** Of a hit past its time: a new answer is made in the background. */
  readonly stale?: true;
  /** The answer was made for another caller who asked the same at the same time, here or in another process. */
  readonly shared?: true;
  /** Why there was no hit. */
  readonly reason?: MissReason;
  /** Why an answer that was made is not in the cache. */
  readonly notStored?: NotStoredReason;
  readonly why: LookupWhy;
}

export interface WrapOptions {
  /** Ends this call with its reason. The producer goes on while others wait for it. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Life of the answer in milliseconds, or `"never"` to expire, where the producer does not say it itself. Of callers who
   * share an answer, the one whose producer made it decides on its life, tags and category.
   */
  readonly ttlMs?: number | "never" | undefined;
}

/** What one call of `wrap` would do to make an answer. */
export interface Order {
  readonly produce: Producer;
  readonly ttlMs: number | "never" | undefined;
}

/** An answer that was made, here or by the leader in another process. */
export interface MadeAnswer {
  readonly response: string;
  readonly usage: Answer["usage"];
  readonly entryId?: string;
  readonly notStored?: NotStoredReason;
  /** Made by another process. */
  readonly isOthers?: true;
}
