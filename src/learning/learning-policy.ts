import type { Decision, DecisionPolicy } from "../cache/contract/index.js";

/** What the right answer turned out to be after a decision. */
export interface DecisionOutcome {
  readonly answerId: string;
  /**
   * Where the right answer comes from. `miss`: it was made because nothing was served. `audit`: it was made in the background,
   * to check a hit. `shadow`: it was made because the hit was withheld.
   */
  readonly from: "miss" | "audit" | "shadow";
}

/** An entry that was stored under a new question. */
export interface StoredQuestion {
  /** Sorted 32-bit hashes of the question's content words. */
  readonly wordHashes: Uint32Array;
  readonly answerId: string;
  /** Whether the caller named the answer; if not, the id was made from the response. */
  readonly isNamed: boolean;
}

/** A policy that is told what became of its decisions, where `observed()` or one of its like watches it. */
export interface LearningPolicy extends DecisionPolicy {
  /** Told what became of one of its decisions, at most once each, off the request path. */
  learn?(decision: Decision, outcome: DecisionOutcome): void;
  /** Probability, 0 to 1, that a hit by this decision is audited. Default: the option `audits.share`. */
  auditChance?(decision: Decision): number;
  stored?(question: StoredQuestion): void;
  /**
   * Told to spend only this part of its error budget from now on: less than 1 while what it decides by has drifted, 1 when the
   * drift is over.
   */
  tighten?(share: number): void;
}
