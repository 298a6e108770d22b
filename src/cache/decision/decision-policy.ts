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
  readonly wordHashes: Uint32Array;
  /** Least cosine similarity that the cache, tenant, category and call ask for. */
  readonly threshold: number;
  readonly category: string | undefined;
}

export type Decision =
  | { readonly serve: string; readonly reason: string }
  | { readonly serve: undefined; readonly reason: string };

/**
 * Says whether one of the nearest entries answers the query, and which. Called after the search and before the guards;
 * when a guard rejects the chosen entry it is asked again without it. Must not change what it is given, and must not wait.
 */
export interface DecisionPolicy {
  /** For reports: `threshold`. */
  readonly name: string;
  /** Nearest entries it wants to see, 1 … 20. */
  readonly neighbours: number;
  /** True: it judges the nearest entry by itself, so that an entry this process holds may answer without asking for the others. Default false. */
  readonly nearestSuffices?: boolean;
  /** `neighbours`: best first, those that a guard rejected left out. */
  decide(query: DecisionQuery, neighbours: readonly Neighbour[]): Decision;
}
