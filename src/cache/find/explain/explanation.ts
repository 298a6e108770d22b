import type { CacheTier, DecisionDetails, GuardNote, LookupWhy, MissReason } from "../../contract/index.js";

/** Everything about one look-up, as it would have gone at this moment. Holds no answer, and the question only on request. */
export interface Explanation {
  /** What `lookup` would have said. */
  readonly result:
    | {
        readonly hit: true;
        readonly tier: CacheTier;
        readonly entryId: string;
        readonly similarity: number;
        readonly stale: boolean;
      }
    | { readonly hit: false; readonly reason: MissReason };
  /** The same in a sentence. */
  readonly summary: string;
  /** Undefined for a request that is not cached at all. */
  readonly identity: ExplainedIdentity | undefined;
  readonly threshold: ExplainedThreshold;
  /** In the order in which a look-up asks them. All are asked here, also after a hit. */
  readonly tiers: readonly ExplainedTier[];
  /** The nearest entries, up to 20, best first. */
  readonly candidates: readonly ExplainedCandidate[];
  /** Of the tier by meaning: policy, its decision, guards; empty when it could not be asked. */
  readonly why: LookupWhy;
  /** What the policy weighed, for policies that weigh evidence. */
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
  /** Whose word it is: the cache's option, the tenant's, the category's, or the call's. */
  readonly from: "cache" | "tenant" | "category" | "call";
}

export interface ExplainedTier {
  readonly tier: CacheTier;
  /**
   * `hit`; `miss`; `other-tags`: there, but without the tags that are asked for; `corrupt`: there, but unreadable; `off`: not part of
   * this cache; `failed`: did not answer (`errorCode`).
   */
  readonly answer: "hit" | "miss" | "other-tags" | "corrupt" | "off" | "failed";
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
  /** Cosine in float32, where the code left the decision open. */
  readonly exactSimilarity: number | undefined;
  /** Between these the float32 cosine certainly is. */
  readonly lowest: number;
  readonly highest: number;
  readonly ageMs: number;
  readonly reachesThreshold: boolean;
  readonly isServed: boolean;
  readonly guards: readonly GuardNote[];
}
