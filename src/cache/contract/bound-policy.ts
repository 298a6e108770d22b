import type { Executor, SendOptions } from "../../executor.js";
import type { CacheTelemetryOptions } from "../../options/index.js";
import type { CacheEntry } from "./cache-entry.js";
import type { CacheObserver } from "./cache-observer.js";
import type { Decision, DecisionPolicy } from "./decision-policy.js";
import type { CacheHit } from "./lookup-result.js";
import type { Answer } from "./store-result.js";

/**
 * Keys that a policy may keep its own data in. The list is fixed, so that `clearTenant()` erases them whichever policy the
 * cache object has that it is called on. Of the hash `model` it leaves a new value of the field `epoch`.
 */
export const POLICY_KEYS = ["labels", "model", "words:1", "quality", "arms", "threshold"] as const;

export type PolicyKey = (typeof POLICY_KEYS)[number];

/** Where metrics of one cache go. */
export interface MetricsTarget {
  /** Undefined: the tenant is not to be named. */
  readonly tenant: string | undefined;
  /** Default: the one registered at this moment. */
  readonly meterProvider: CacheTelemetryOptions["meterProvider"];
}

/** A stored entry as far as policies look at it. */
export interface EntryVector {
  readonly entryId: string;
  readonly scopeId: string;
  readonly answerId: string;
  /** Float32; undefined for entries that were stored without one. */
  readonly vector: Float32Array | undefined;
}

/** Answers of one scope, and where their entries are. */
export interface AnswersInScope {
  readonly scopeId: string;
  readonly answerIds: ReadonlySet<string>;
  /** Entries are searched around each vector. `entryIds`: known ones, which are found wherever they lie. */
  readonly around: readonly { readonly vector: Float32Array; readonly entryIds: readonly string[] }[];
}

/** What a policy may use of the cache that it is bound to. */
export interface PolicyHost {
  readonly tenant: string;
  /** Names the vector space: model, dimension and quantization. Empty without an embedder. */
  readonly space: string;
  readonly executor: Executor;
  /** Undefined: no metrics. */
  readonly metrics: MetricsTarget | undefined;
  /** Name in Redis of one of the policy's own keys: in the tenant's cluster slot, within its ACL fence. */
  key(name: PolicyKey): string;
  /** A living entry; undefined when there is none of this id. @throws what Redis answers. */
  readEntry(entryId: string, options: SendOptions): Promise<CacheEntry | undefined>;
  /** Every living entry. One that is there throughout comes at least once. @throws what Redis answers. */
  entries(options: { readonly signal?: AbortSignal | undefined }): AsyncIterable<EntryVector>;
  /**
   * Gives an entry another answer id, everywhere. `from`: only if this is its present one.
   * @returns whether it was changed. @throws OctavecError `INVALID_ARGUMENT` for what is no entry id; what Redis answers.
   */
  relink(entryId: string, answerId: { readonly from?: string; readonly to: string }): Promise<boolean>;
  /** Removes the entries with these answers, from all tiers of all processes. @returns how many. @throws what Redis answers. */
  removeAnswers(
    answers: AnswersInScope,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<number>;
  /** Something that nobody waits for failed. `job`: a word or two with dashes. */
  reportFailure(job: string, error: unknown): void;
}

/** A hit that the policy decided on. */
export interface DecidedHit {
  readonly hit: CacheHit;
  readonly decision: Decision;
  readonly category: string | undefined;
  /** As it was asked. */
  readonly question: string;
}

/** A policy at work in one tenant's cache. Nothing here may throw; nothing but `close` may wait. */
export interface BoundPolicy {
  readonly policy: DecisionPolicy;
  /** Told of what happens in the cache. */
  readonly observer?: CacheObserver | undefined;
  /** Every hit is withheld: it is told of, but answered as a miss. Default false. */
  readonly isShadow?: boolean | undefined;
  /**
   * Told of hits of `wrap`. May call `produce`, in the background, once, to compare its answer; undefined: the producer made
   * one that must not be compared (`cacheable: false`).
   */
  audit?(decided: DecidedHit, produce: (signal: AbortSignal) => Promise<Answer | undefined>): void;
  /** In shadow mode, instead of `observer.stored`: the answer that was made because the hit under this entry id was withheld. */
  answeredInstead?(entryId: string, answer: Answer): void;
  /** At the cache's first use. */
  start?(): void;
  /** When the cache is closed, also when it was never used. May be called again. */
  close?(): Promise<void>;
}

/** What makes a policy for each tenant's cache: what `evidence()` and its like in `octavec/learning` return. */
export interface BindablePolicy {
  readonly name: string;
  /** Called once for each cache object, when it is made. Must do no I/O. */
  bind(host: PolicyHost): BoundPolicy;
}
