import type {
  CacheHit,
  CacheMiss,
  DecisionDetails,
  GuardNote,
  LookupWhy,
  MissReason,
} from "../contract/index.js";

/** Everything about one look-up, as it would have gone at this moment. Holds no answer, and the question only on request. */
export interface Explanation {
  /** What `lookup` would have said. */
  readonly result:
    | Pick<CacheHit, "hit" | "tier" | "entryId" | "similarity" | "stale">
    | Pick<CacheMiss, "hit" | "reason">;
  /** The same in a sentence. */
  readonly summary: string;
  /** Undefined for a request that is not cached at all. */
  readonly identity: ExplainedIdentity | undefined;
  readonly threshold: ExplainedThreshold;
  /** In the order in which a look-up takes them. All are taken here, also after a hit; none for a request that is not cached. */
  readonly steps: readonly ExplainedStep[];
  /** The nearest entries, up to 20, best first. */
  readonly candidates: readonly ExplainedCandidate[];
  /** Code of the failure that kept the candidates from being listed. */
  readonly candidatesErrorCode?: string | undefined;
  /** Policy, its decision, and guards, of the first step that decided by meaning; or the code of a failure. */
  readonly why: LookupWhy;
  /** What the policy weighed for `why`, for policies that weigh evidence. */
  readonly details?: DecisionDetails | undefined;
}

export interface ExplainedIdentity {
  readonly entryId: string;
  /** Requests with another scope id never share an answer. */
  readonly scopeId: string;
  /** Fields of the scope that were given, by name. */
  readonly scopeFields: readonly string[];
  /** UTF-16 units of the canonical form of the question. */
  readonly textLength: number;
  /** Canonical form of the question: what is hashed and embedded. Only with `includeText`. */
  readonly text?: string;
  readonly tags: number;
  readonly category: string | undefined;
}

export interface ExplainedThreshold {
  /** Least cosine similarity of a hit. */
  readonly value: number;
  /** Which setting it comes from: the cache's option, the tenant's, the category's, or the call's. */
  readonly from: "cache" | "tenant" | "category" | "call";
}

export interface ExplainedStep {
  /**
   * `memory`: this process, by the exact question; `exact`: Redis, by the exact question; `embedding` of the question; `near`: this
   * process, by meaning; `semantic`: Redis, by meaning.
   */
  readonly step: "memory" | "exact" | "embedding" | "near" | "semantic";
  /**
   * `hit`; `miss`; `other-tags`: the entry is there, but lacks tags that are asked for; `corrupt`: the entry cannot be read;
   * `done`: the question is embedded; `off`: not part of this cache, or not possible without the question's vector;
   * `failed`: did not answer (`errorCode`).
   */
  readonly answer: "hit" | "miss" | "other-tags" | "corrupt" | "done" | "off" | "failed";
  readonly entryId?: string | undefined;
  readonly similarity?: number | undefined;
  /** The hit is past its time, and served while a new answer is made. */
  readonly stale?: boolean | undefined;
  readonly reason?: MissReason | undefined;
  readonly errorCode?: string | undefined;
  readonly durationMs: number;
}

export interface ExplainedCandidate {
  readonly entryId: string;
  readonly answerId: string;
  /** Cosine of the stored codes. */
  readonly codeSimilarity: number;
  /** Cosine in float32, if the code left the decision open. */
  readonly exactSimilarity: number | undefined;
  /** The float32 cosine certainly lies between these two. */
  readonly lowest: number;
  readonly highest: number;
  readonly ageMs: number;
  readonly reachesThreshold: boolean;
  /** It is what `result` serves, or would serve if this were not shadow mode. */
  readonly isServed: boolean;
  readonly guards: readonly GuardNote[];
}
