import type { Decision, DecisionPolicy } from "../../cache/contract/index.js";

/** The right answer, as it turned out after a decision. */
export interface DecisionOutcome {
  readonly answerId: string;
  /**
   * Why the right answer was made. `miss`: nothing was served. `audit`: to check a hit, in the background. `shadow`: the hit was
   * withheld.
   */
  readonly from: "miss" | "audit" | "shadow";
}

/** A new question whose answer was stored. */
export interface StoredQuestion {
  /** Sorted 32-bit hashes of the question's content words. */
  readonly wordHashes: Uint32Array;
  readonly answerId: string;
  /** Whether the caller named the answer; if not, the id was made from the response. */
  readonly isNamed: boolean;
}

/** A policy that can learn whether its decisions were right, if `observed()` or another function of this package watches it. */
export interface LearningPolicy extends DecisionPolicy {
  /** Called with the right answer after a decision, at most once for each, not while a request waits. */
  learn?(decision: Decision, outcome: DecisionOutcome): void;
  /** Probability, 0 to 1, that a hit by this decision is audited. Default: the option `audits.share`. */
  auditChance?(decision: Decision): number;
  stored?(question: StoredQuestion): void;
  /**
   * From now on the policy must spend only this share of its error budget: less than 1 while there is drift, 1 when it is over.
   */
  tighten?(share: number): void;
}
