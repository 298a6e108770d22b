import type { Decision } from "./decision/index.js";
import type { CacheHit, LookupResult } from "./lookup/lookup-result.js";
import type { IdentifiedRequest } from "./request/index.js";
import type { Answer, StoreResult } from "./store/store-result.js";

/** One look-up, also those that `wrap` makes. */
export interface LookupEvent {
  /** Absent when the request is not cached at all. */
  readonly identity: IdentifiedRequest | undefined;
  readonly result: LookupResult;
  /** What the policy said first, where it was asked. */
  readonly decision?: Decision | undefined;
  /** In shadow mode: the hit that was not served. */
  readonly withheld?: CacheHit | undefined;
  /** Milliseconds of the whole look-up. */
  readonly durationMs: number;
  /** Milliseconds of it that the embedder took; absent when it was not asked. */
  readonly embedMs: number | undefined;
}

/** One answer that was to be stored. */
export interface StoreEvent {
  readonly identity: IdentifiedRequest;
  readonly answer: Answer;
  readonly result: StoreResult;
}

/** Told of what happens in a cache: the ledger, the record of use that eviction needs, telemetry. Must neither throw nor wait. */
export interface CacheObserver {
  lookedUp?(event: LookupEvent): void;
  stored?(event: StoreEvent): void;
}
