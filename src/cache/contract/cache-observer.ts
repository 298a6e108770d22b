import type { LookupSpan, RemovedEntries } from "../../telemetry/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import type { TokenUsage } from "./cache-entry.js";
import type { Decision } from "./decision-policy.js";
import type { CacheHit, CacheTier, LookupResult } from "./lookup-result.js";
import type { Answer, StoreResult } from "./store-result.js";
import type { Substitution } from "./substitution.js";

/** What the hook `judge` did for one look-up. */
export interface JudgeUse {
  readonly calls: number;
  /** Calls that failed or took longer than their `timeoutMs`. */
  readonly failures: number;
  /** Milliseconds of all calls. */
  readonly durationMs: number;
}

/** One look-up, by `lookup` or by `wrap`. */
export interface LookupEvent {
  /** Absent when the request is not cached at all. */
  readonly identity: IdentifiedRequest | undefined;
  readonly result: LookupResult;
  /** The policy's first decision. Absent if it was not asked, and for callers who shared another caller's look-up. */
  readonly decision?: Decision | undefined;
  /** In shadow mode: the hit that was not served. */
  readonly withheld?: CacheHit | undefined;
  /** Milliseconds of the whole look-up. */
  readonly durationMs: number;
  /** Milliseconds of it that the embedder took; undefined if it was not asked. */
  readonly embedMs: number | undefined;
  /** Absent if the judge was not asked, and for callers who shared another caller's look-up. */
  readonly judge?: JudgeUse | undefined;
  /** Of the entry that was served, refused last, or else nearest. Absent unless exactly one word differs. */
  readonly substitution?: Substitution | undefined;
  /** The question's vector as the embedder gave it, if it was needed. */
  readonly vector?: Float32Array | undefined;
  /** The span of the look-up, which has not ended yet. Absent while nobody listens. */
  readonly span?: LookupSpan | undefined;
}

/** One answer that was to be stored. */
export interface StoreEvent {
  readonly identity: IdentifiedRequest;
  readonly answer: Answer;
  readonly result: StoreResult;
  /** The question's vector, as the embedder gave it. */
  readonly vector?: Float32Array | undefined;
  /** Milliseconds that storing took, without the embedding. */
  readonly durationMs: number;
}

/** Texts that were embedded for storing or warming up. Embeddings for look-ups are part of {@link LookupEvent}. */
export interface EmbedEvent {
  readonly texts: number;
  /** UTF-16 units of all texts. */
  readonly characters: number;
  readonly category: string | undefined;
  readonly durationMs: number;
}

/** Feedback on an answer that was served. */
export interface VerdictEvent {
  readonly correct: boolean;
  /** Tier and similarity of the hit, where known. */
  readonly tier: CacheTier | undefined;
  readonly similarity: number | undefined;
  /** Of the hit, where known. */
  readonly substitution?: Substitution | undefined;
}

/** An answer that was made once and given to a further caller, of this process or of another one. */
export interface SharedEvent {
  readonly identity: IdentifiedRequest;
  readonly usage: TokenUsage | undefined;
}

/** Called with what happens in a cache. The ledger, eviction and telemetry are observers. Must neither throw nor wait. */
export interface CacheObserver {
  lookedUp?(event: LookupEvent): void;
  stored?(event: StoreEvent): void;
  embedded?(event: EmbedEvent): void;
  judged?(event: VerdictEvent): void;
  /** A caller of `wrap` had a miss and got an answer without a call of its producer. */
  shared?(event: SharedEvent): void;
  /** A search came across this many expired entries. */
  foundDead?(count: number): void;
  /** Entries were removed from Redis by this process. */
  removed?(entries: RemovedEntries): void;
  /** An entry left the memory tier because it was full. */
  memoryEvicted?(entryId: string): void;
  /** All entries were invalidated, here or by another process. */
  flushed?(): void;
  /** Everything of the tenant was erased, so what is not yet written about it must be dropped. */
  cleared?(): void;
}
