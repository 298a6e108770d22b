/** One of the nearest stored entries, as a policy sees it. */
export interface Neighbour {
  readonly entryId: string;
  /** Cosine similarity to the query, −1 … 1: float32 wherever the decision depends on it, else that of the stored code. */
  readonly similarity: number;
  /** Equal for entries with the same answer. */
  readonly answerId: string;
  readonly ageMs: number;
  /** Sorted 32-bit hashes of the content words of its prompt. */
  readonly wordHashes: Uint32Array;
}

/** What is to be decided for. */
export interface DecisionQuery {
  /** Canonical text of the question. */
  readonly text: string;
  /** The same for the same question in the same scope: what experiments make their buckets of. */
  readonly entryId: string;
  readonly wordHashes: Uint32Array;
  /** Least cosine similarity that the cache, tenant, category and call ask for. */
  readonly threshold: number;
  /** Least cosine similarity where the category or the call named one: it holds for every policy. */
  readonly floor: number | undefined;
  readonly category: string | undefined;
  /** Asked for an explanation only: nothing is to be counted. */
  readonly isRehearsal?: boolean | undefined;
}

/** What a policy that weighs evidence found. */
export interface WeighedAnswer {
  readonly answerId: string;
  /** Its entry that would be served. */
  readonly entryId: string;
  /** Chance that it answers the query, 0 … 1. */
  readonly probability: number;
  /** Least chance at which answers are served now. */
  readonly cut: number;
}

export interface Decision {
  /** Entry id of the neighbour that answers the query; undefined for none. */
  readonly serve: string | undefined;
  /** For reports, a word or two with dashes. */
  readonly reason: string;
  readonly weighed?: WeighedAnswer | undefined;
  /** In an experiment: who decided. */
  readonly arm?: "a" | "b" | undefined;
}

/** Why a policy decided as it did, for people. */
export interface DecisionDetails {
  /** In a sentence. */
  readonly verdict: string;
  readonly features: Readonly<Record<string, number>>;
  /** Of the features after scaling; `intercept` beside them. */
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * Says whether one of the nearest entries answers the query, and which. Called after the search and before the guards.
 * Must not change what it is given, and must not wait.
 */
export interface DecisionPolicy {
  /** For reports: `threshold`. */
  readonly name: string;
  /** Nearest entries it wants to see, 1 … 20. */
  readonly neighbours: number;
  /** True: it judges the nearest entry by itself, so that an entry this process holds may answer without asking for the others. Default false. */
  readonly nearestSuffices?: boolean | undefined;
  /** Wants to see neighbours far below the threshold, too. Default false. */
  readonly seesAll?: boolean | undefined;
  /** Serves also below the threshold; only `floor` binds it. Implies `seesAll`. Default false. */
  readonly ignoresThreshold?: boolean | undefined;
  /** With `ignoresThreshold`: the cosine that it compares with, so that similarities about it are exact. Default: the query's threshold. */
  readonly exactAt?: number | undefined;
  /** When a guard or the judge rejects the chosen entry, it is asked again without it. Default false: that is then a miss. */
  readonly asksAgain?: boolean | undefined;
  /** `neighbours`: best first, without those that a guard rejected. */
  decide(query: DecisionQuery, neighbours: readonly Neighbour[]): Decision;
  /** Why it decided so, for explanations. Undefined: it has nothing to add. */
  details?(decision: Decision): DecisionDetails | undefined;
}

/** Policies that come with the cache, by name. */
export type DecisionName = "threshold" | "agreement";
