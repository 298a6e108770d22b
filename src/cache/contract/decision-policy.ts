/** One of the nearest stored entries, as a policy sees it. */
export interface Neighbour {
  readonly entryId: string;
  /** Cosine similarity to the query, −1 … 1: float32 wherever the decision depends on it, else that of the stored code. */
  readonly similarity: number;
  /** Equal for entries with the same answer. */
  readonly answerId: string;
  readonly ageMs: number;
  /** Sorted 32-bit hashes of the content words of its prompt; none for a policy with `nearestSuffices`. */
  readonly wordHashes: Uint32Array;
}

/** The question that a policy decides on. */
export interface DecisionQuery {
  /** Canonical text of the question. */
  readonly text: string;
  /** The same for the same question in the same scope. Experiments assign questions by it. */
  readonly entryId: string;
  readonly wordHashes: Uint32Array;
  /** Least cosine similarity that the cache, tenant, category and call ask for. */
  readonly threshold: number;
  /** Least cosine similarity that the category or the call named. It binds every policy. Undefined if they named none. */
  readonly floor: number | undefined;
  readonly category: string | undefined;
  /** The decision is only for an explanation: the policy must not count it or learn from it. Default false. */
  readonly isRehearsal?: boolean | undefined;
}

/** The most probable answer, for policies that compute probabilities. */
export interface WeighedAnswer {
  readonly answerId: string;
  /** The entry with this answer that would be served. */
  readonly entryId: string;
  /** Probability that it answers the query, 0 … 1. */
  readonly probability: number;
  /** Answers are served from this probability on. */
  readonly cut: number;
}

export interface Decision {
  /** Entry id of the neighbour that answers the query; undefined for none. */
  readonly serve: string | undefined;
  /** For reports: a word or two, joined by dashes. */
  readonly reason: string;
  readonly weighed?: WeighedAnswer | undefined;
  /** In an experiment: which of its policies decided. */
  readonly arm?: "a" | "b" | undefined;
}

/** Why a policy decided as it did, for people. */
export interface DecisionDetails {
  /** In a sentence. */
  readonly verdict: string;
  readonly features: Readonly<Record<string, number>>;
  /** Weights of the scaled features, and `intercept`. */
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * Says whether one of the nearest entries answers the query, and which one. Called after the search and before the guards.
 * Must not change what it is given, and must not wait.
 */
export interface DecisionPolicy {
  /** For reports: `threshold`. */
  readonly name: string;
  /** Nearest entries it wants to see, 1 … 20. */
  readonly neighbours: number;
  /**
   * True: it needs only the similarity of the nearest entry, so an entry in the memory of this process may answer without a
   * search, and word hashes of entries are not fetched. Default false.
   */
  readonly nearestSuffices?: boolean | undefined;
  /** True: it also wants to see neighbours far below the threshold. Default false. */
  readonly seesAll?: boolean | undefined;
  /** True: it may serve below the threshold, and only `floor` binds it. Implies `seesAll`. Default false. */
  readonly ignoresThreshold?: boolean | undefined;
  /** With `ignoresThreshold`: similarities near this cosine are computed exactly. Default: the query's threshold. */
  readonly exactAt?: number | undefined;
  /** True: if a guard or the judge rejects the chosen entry, it is asked again without that entry. Default false: a miss. */
  readonly asksAgain?: boolean | undefined;
  /** @param neighbours - Best first, without those that a guard or the judge rejected. */
  decide(query: DecisionQuery, neighbours: readonly Neighbour[]): Decision;
  /** Why it decided so, for explanations; undefined if it has nothing to add. */
  details?(decision: Decision): DecisionDetails | undefined;
}

/** Policies that come with the cache, by name. */
export type DecisionName = "threshold" | "agreement";
