import type {
  Answer,
  CacheTier,
  GivenAnswer,
  LookupWhy,
  MissReason,
  StoreResult,
  StructuredAnswer,
  TokenUsage,
} from "../../contract/index.js";
import type { CacheRequest, MediaQuestion } from "../../question/index.js";

/**
 * Makes the answer when the cache has none. `cacheable: false` keeps the answer out of the cache (an error text, half an
 * answer) and from other callers who wait for the same. `signal` is aborted when nobody waits for the answer any more.
 */
export type Producer = (
  signal: AbortSignal,
) => Promise<GivenAnswer & { readonly cacheable?: boolean | undefined }>;

/** Why an answer is not in the cache. `pending`: Redis had not confirmed it in time; the storing goes on in the background. */
export type NotStoredReason =
  | Extract<StoreResult, { stored: false }>["reason"]
  | "not-cacheable"
  | "pending"
  | "shadow"
  /** It was made for a session alone. */
  | "private"
  /** The caller said so with `bypass` or `noStore`. */
  | "not-wanted";

/** Why `wrap` served no stored answer; `bypass` and `refresh`: the caller wanted none. */
export type WrapReason = MissReason | "bypass" | "refresh";

export interface WrappedAnswer {
  /** The text of the answer. */
  readonly response: string;
  /** The answer in parts, if it was made so. */
  readonly structured?: StructuredAnswer;
  /** Tokens that the model counted when it made the answer. */
  readonly usage?: TokenUsage;
  readonly hit: boolean;
  /** Of a hit. */
  readonly tier?: CacheTier;
  /** Of a hit: modality of the question under which it is stored; absent for a text. */
  readonly modality?: MediaQuestion["modality"];
  /** Of a hit: cosine similarity of the questions, 1 for an exact match. */
  readonly similarity?: number;
  readonly entryId?: string;
  /** Of a hit: milliseconds since the answer was stored. */
  readonly ageMs?: number;
  /** Of a hit: tokens that the model need not make again, input and output, if the answer was stored with its usage. */
  readonly savedTokens?: number;
  /** Of a hit: what these tokens would have cost, in units of `telemetry.currency`, if `telemetry.prices` has the model. */
  readonly savedCost?: number;
  /** True for a hit past its time: a new answer is made in the background. */
  readonly stale?: true;
  /** True when the answer was made for another caller who asked the same at the same time, here or in another process. */
  readonly shared?: true;
  /** Why there was no hit. */
  readonly reason?: WrapReason;
  /** Why an answer that was made is not in the cache. */
  readonly notStored?: NotStoredReason;
  /** Code of the failure behind `notStored`, where a failure was the reason. */
  readonly notStoredErrorCode?: string;
  readonly why: LookupWhy;
}

/** What one call does otherwise than usual. At most one of them. Default: none. */
export interface CacheControls {
  /** Neither looks up nor stores: the producer answers this caller alone. */
  readonly bypass?: boolean | undefined;
  /** Does not look up: the producer makes a new answer, which is stored in place of the old one. */
  readonly refresh?: boolean | undefined;
  /** Looks up; an answer that is made is not stored and not shared. */
  readonly noStore?: boolean | undefined;
  /** Never calls the producer: if there is no hit, the call rejects with `NOT_CACHED`. A stale answer is a hit. */
  readonly onlyIfCached?: boolean | undefined;
}

export interface WrapOptions extends CacheControls {
  /**
   * Name of a conversation, 1 to 256 characters. Its answers are kept in this process, in front of the other tiers, as `sessions` says,
   * and found by the exact question. Needs the memory tier. Default: none.
   */
  readonly session?: string | undefined;
  /** Keeps an answer that is made in the session alone: it is not stored in Redis and not given to other callers. Default false. */
  readonly private?: boolean | undefined;
  /** Greatest age of a hit in milliseconds, 0 or more. An older answer is made anew, as with `refresh`. Default: any age. */
  readonly maxAgeMs?: number | undefined;
  /** Ends this call with its reason. The producer goes on while others wait for it. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Life of the answer in milliseconds, or `"never"` to expire, where the producer does not give one. When callers share an
   * answer, the caller whose producer made it decides on its life, tags and category.
   */
  readonly ttlMs?: number | "never" | undefined;
}

/** One call of `wrap`. */
export interface WrapCall extends WrapOptions {
  readonly request: CacheRequest;
  readonly produce: Producer;
  /** In place of `signal` during the look-up. A caller who has no stream yet cannot cancel it, and signals cost time. */
  readonly lookupSignal?: { readonly signal: AbortSignal | undefined } | undefined;
  /** Called after a miss, before the answer is made or awaited. `entryId` is undefined for a request that is not cached. */
  readonly onMiss?: ((missed: Missed, entryId: string | undefined) => void) | undefined;
}

/** What `wrap` says of a miss. */
export interface Missed {
  readonly hit: false;
  readonly reason: WrapReason;
  readonly why: LookupWhy;
}

/** An answer that was made, here or by the leader in another process. */
export interface MadeAnswer {
  readonly response: string;
  readonly structured: StructuredAnswer | undefined;
  readonly usage: Answer["usage"];
  readonly entryId?: string;
  readonly notStored?: NotStoredReason;
  readonly notStoredErrorCode?: string | undefined;
  /** True when another process made it. */
  readonly isOthers?: true;
}
