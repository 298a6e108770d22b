import type { Modality } from "../../options/index.js";
import type {
  CacheHit,
  CacheMiss,
  DecisionDetails,
  GuardNote,
  LookupWhy,
  MissReason,
} from "../contract/index.js";

/** How a look-up would go at this moment. Contains no answer, and questions unless `includeText` is false. */
export interface Explanation {
  /** What `lookup` would return. */
  readonly result:
    | Pick<CacheHit, "hit" | "tier" | "entryId" | "similarity" | "stale">
    | Pick<CacheMiss, "hit" | "reason">;
  /** The same in a sentence. */
  readonly summary: string;
  /** Undefined for a request that is not cached at all. */
  readonly identity: ExplainedIdentity | undefined;
  readonly threshold: ExplainedThreshold;
  /** In their order. All steps are here, even those after a hit; none for a request that is not cached. */
  readonly steps: readonly ExplainedStep[];
  /** The nearest entries, up to 20, best first. */
  readonly candidates: readonly ExplainedCandidate[];
  /** Code of the failure that kept the candidates from being listed. */
  readonly candidatesErrorCode?: string | undefined;
  /** Policy, decision and guards of the first step that decided by meaning; or the code of a failure. */
  readonly why: LookupWhy;
  /** How the policy came to the decision in `why`, if it can tell. */
  readonly details?: DecisionDetails | undefined;
}

export interface ExplainedIdentity {
  readonly entryId: string;
  /** Requests with another scope id never share an answer. */
  readonly scopeId: string;
  /** Names of the scope's fields that were given. */
  readonly scopeFields: readonly string[];
  /** UTF-16 units of the canonical form of the question. */
  readonly textLength: number;
  readonly modality: Modality;
  /** Canonical form of the question: what is hashed and embedded. Absent if `includeText` is false. */
  readonly text?: string;
  readonly tags: number;
  readonly category: string | undefined;
}

export interface ExplainedThreshold {
  /** Least cosine similarity of a hit. */
  readonly value: number;
  /**
   * Who asks for it: the `threshold` of `cache`, `tenant`, `category` or `call`. If nobody does: `embedder`, its recommendation;
   * `default`, 0.9 because the embedder recommends nothing. For a question that is no text: `modalities`, the threshold of its
   * modality with itself; or `none`, because that pair has none, so that only the exact question is found (the value is then 1).
   */
  readonly from: "cache" | "tenant" | "category" | "call" | "embedder" | "default" | "modalities" | "none";
  /** What the recommendation of the embedder was measured on. Only with `from: "embedder"`. */
  readonly source?: string;
}

export interface ExplainedStep {
  /**
   * `memory`: this process, by the exact question. `exact`: Redis, by the exact question. `embedding` of the question. `near`:
   * this process, by meaning. `semantic`: Redis, by meaning.
   */
  readonly step: "memory" | "exact" | "embedding" | "near" | "semantic";
  /**
   * `hit` or `miss`. `other-tags`: there is an entry, but it lacks tags of the request. `corrupt`: the entry cannot be read.
   * `done`: the question is embedded. `off`: this cache lacks the step, or the question has no vector. `failed`: see
   * `errorCode`.
   */
  readonly answer: "hit" | "miss" | "other-tags" | "corrupt" | "done" | "off" | "failed";
  readonly entryId?: string | undefined;
  readonly similarity?: number | undefined;
  /** The hit's time to live is over. It is served while a new answer is made. */
  readonly stale?: boolean | undefined;
  readonly reason?: MissReason | undefined;
  readonly errorCode?: string | undefined;
  readonly durationMs: number;
}

export interface ExplainedCandidate {
  readonly entryId: string;
  /**
   * The question under which the entry is stored, in the words of whoever asked it. Absent if `includeText` is false, or if the
   * entry went away while it was explained.
   */
  readonly prompt?: string | undefined;
  /** Who gave the answer. Absent for the application itself, and if `includeText` is false. */
  readonly writer?: string | undefined;
  /** It is served only to near-exact questions. Absent: it is not, or `includeText` is false. */
  readonly onProbation?: boolean | undefined;
  readonly answerId: string;
  /** Of the entry's question. */
  readonly modality: Modality;
  /** Cosine of the stored codes. */
  readonly codeSimilarity: number;
  /** Cosine in float32, if the codes alone could not decide. */
  readonly exactSimilarity: number | undefined;
  /** Bounds of the float32 cosine. */
  readonly lowest: number;
  readonly highest: number;
  readonly ageMs: number;
  /** Of the question's modality with that of the entry. */
  readonly reachesThreshold: boolean;
  /** It is the entry that `result` serves, or would serve without shadow mode. */
  readonly isServed: boolean;
  readonly guards: readonly ExplainedGuard[];
}

export interface ExplainedGuard extends GuardNote {
  /** With `detail`: the words of the two questions that it is about. Absent if `includeText` is false. */
  readonly words?: { readonly query: readonly string[]; readonly entry: readonly string[] } | undefined;
}
