import type { Executor, SendOptions } from "../../executor.js";
import type { DecisionDriftEvent, DecisionModeEvent } from "../../monitoring/index.js";
import type { CacheTelemetryOptions } from "../../options/index.js";
import type { CacheEntry } from "./cache-entry.js";
import type { CacheObserver } from "./cache-observer.js";
import type { Decision, DecisionPolicy } from "./decision-policy.js";
import type { CacheHit } from "./lookup-result.js";
import type { Answer } from "./store-result.js";
import type { LearnedWords, Substitution } from "./substitution.js";

/**
 * Keys that a policy may keep its own data in. The list is fixed, so that `clearTenant()` erases all of them, whichever
 * policy its cache object has. In the hash `model` it leaves a new value of the field `epoch`.
 */
export const POLICY_KEYS = ["labels", "model", "words:1", "pairs:1", "quality", "arms", "threshold"] as const;

export type PolicyKey = (typeof POLICY_KEYS)[number];

/** Where the metrics of one cache go. */
export interface MetricsTarget {
  /** Undefined: the tenant is not to be named. */
  readonly tenant: string | undefined;
  /** Default: the one that is registered when recording starts. */
  readonly meterProvider: CacheTelemetryOptions["meterProvider"];
}

/** The parts of a stored entry that policies see. */
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
  /** Entries near each `vector` are searched; those in `entryIds` are found by their id, wherever they lie. */
  readonly around: readonly { readonly vector: Float32Array; readonly entryIds: readonly string[] }[];
}

/** What a policy may use of the cache that it is bound to. */
export interface PolicyHost {
  readonly tenant: string;
  /** Names the vector space: model, prefix, dimension and quantization. Empty without an embedder. */
  readonly space: string;
  readonly executor: Executor;
  /** Undefined: no metrics. */
  readonly metrics: MetricsTarget | undefined;
  /** Full name of one of the policy's own keys in Redis. It has the hash tag of the tenant's other keys. */
  key(name: PolicyKey): string;
  /** The entry with this id; undefined if there is none, or it has expired. @throws what Redis answers. */
  readEntry(entryId: string, options: SendOptions): Promise<CacheEntry | undefined>;
  /** Every entry that has not expired. One that exists during the whole call comes at least once. @throws what Redis answers. */
  entries(options: { readonly signal?: AbortSignal | undefined }): AsyncIterable<EntryVector>;
  /**
   * Gives an entry another answer id, for all processes. `from`: only if this is its present answer id.
   * @returns whether it was changed. @throws OctavecError `INVALID_ARGUMENT` for what is no entry id; what Redis answers.
   */
  relink(entryId: string, answerId: { readonly from?: string; readonly to: string }): Promise<boolean>;
  /** Ends the probation of an entry that an audit found right. @throws what Redis answers. */
  confirm(entryId: string, options: SendOptions): Promise<void>;
  /** Removes the entries with these answers, from all tiers of all processes. @returns how many. @throws what Redis answers. */
  removeAnswers(
    answers: AnswersInScope,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<number>;
  /** Tells listeners and loggers of a change in how the policy decides. */
  reportChange(event: DecisionModeEvent | DecisionDriftEvent): void;
  /** Reports a failure in the background. `job`: a word or two, joined by dashes. */
  reportFailure(job: string, error: unknown): void;
}

/** A hit that the policy decided on. */
export interface DecidedHit {
  readonly hit: CacheHit;
  readonly decision: Decision;
  readonly category: string | undefined;
  /** As it was asked. */
  readonly question: string;
  readonly substitution?: Substitution | undefined;
}

/** A policy that is bound to one tenant's cache. No method may throw, and only `close` may wait. */
export interface BoundPolicy {
  readonly policy: DecisionPolicy;
  /** What the guard `alignment` asks before its own table. Look-ups find substitutions only if it is there. */
  readonly words?: LearnedWords | undefined;
  /** Called with what happens in the cache. */
  readonly observer?: CacheObserver | undefined;
  /** Shadow mode: every hit is reported to observers, but answered as a miss. Default false. */
  readonly isShadow?: boolean | undefined;
  /**
   * Called with hits of `wrap`. May call `produce` once, in the background, and compare its answer with that of the hit. The
   * answer is undefined if it must not be compared (`cacheable: false`).
   */
  audit?(decided: DecidedHit, produce: (signal: AbortSignal) => Promise<Answer | undefined>): void;
  /** Called in shadow mode instead of `observer.stored`, with the answer that was made because the hit was withheld. */
  answeredInstead?(entryId: string, answer: Answer): void;
  /** Called at the cache's first use. */
  start?(): void;
  /** Called when the cache is closed, even if it was never used. May be called again. */
  close?(): Promise<void>;
}

/** Makes a policy for each tenant's cache. `evidence()` and the other functions of `octavec/learning` return one. */
export interface BindablePolicy {
  readonly name: string;
  /** Called once for each cache object, when it is made. Must do no I/O. */
  bind(host: PolicyHost): BoundPolicy;
}
