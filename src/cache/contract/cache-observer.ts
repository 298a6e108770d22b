import type { IdentifiedRequest } from "../question/index.js";
import type { TokenUsage } from "./cache-entry.js";
import type { Decision } from "./decision-policy.js";
import type { CacheHit, CacheTier, LookupResult } from "./lookup-result.js";
import type { Answer, StoreResult } from "./store-result.js";

/** One look-up, also those that `wrap` makes. */
export interface LookupEvent {
  /** Absent when the request is not cached at all. */
  readonly identity: IdentifiedRequest | undefined;
  readonly result: LookupResult;
  /** What the policy said first, where it was asked; absent for those who shared another caller's look-up. */
  readonly decision?: Decision | undefined;
  /** In shadow mode: the hit that was not served. */
  readonly withheld?: CacheHit | undefined;
  /** Milliseconds of the whole look-up. */
  readonly durationMs: number;
  /** Milliseconds of it that the embedder took; absent when it was not asked. */
  readonly embedMs: number | undefined;
  /** The question's vector, where it was needed, as the embedder gave it. */
  readonly vector?: Float32Array | undefined;
}

/** One answer that was to be stored. */
export interface StoreEvent {
  readonly identity: IdentifiedRequest;
  readonly answer: Answer;
  readonly result: StoreResult;
  /** The question's vector, as the embedder gave it. */
  readonly vector?: Float32Array | undefined;
  /** Milliseconds of the storing, embedding not included. */
  readonly durationMs: number;
}

/** Texts that were embedded for storing or warming up; those of look-ups are part of {@link LookupEvent}. */
export interface EmbedEvent {
  readonly texts: number;
  /** UTF-16 units of all texts. */
  readonly characters: number;
  readonly category: string | undefined;
  readonly durationMs: number;
}

/** Somebody's word on an answer that was served. */
export interface VerdictEvent {
  readonly correct: boolean;
  /** Tier and similarity of the hit, where known. */
  readonly tier: CacheTier | undefined;
  readonly similarity: number | undefined;
}

/** An answer that was made once and given to another caller too, in this process or, from the other process' entry, in another. */
export interface SharedEvent {
  readonly identity: IdentifiedRequest;
  readonly usage: TokenUsage | undefined;
}

/** Told of what happens in a cache: the ledger, the record of use that eviction needs, telemetry. Must neither throw nor wait. */
export interface CacheObserver {
  lookedUp?(event: LookupEvent): void;
  stored?(event: StoreEvent): void;
  embedded?(event: EmbedEvent): void;
  judged?(event: VerdictEvent): void;
  /** Of a caller of `wrap` whose look-up was a miss and whose producer was not called. */
  shared?(event: SharedEvent): void;
  /** Entries that a search came across and that had expired. */
  foundDead?(count: number): void;
  /** All entries were invalidated, here or by another process. */
  flushed?(): void;
  /** All of the tenant was erased: what is still to be written about it is void. */
  cleared?(): void;
}
