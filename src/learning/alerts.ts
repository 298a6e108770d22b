import type { ShareInterval } from "../cache/contract/index.js";
import type { MovedInput } from "./drift/drift-report.js";
import type { EvidenceMode } from "./evidence/evidence-policy.js";

/** A change in the quality of decisions that an operator should know of. */
export type CacheAlert =
  | {
      /**
       * Another way of deciding is in use. `stopped`: a strict threshold, because audits found more errors than the budget
       * allows. `agreement`, `threshold`: that policy, because too few entries are linked by answer. `evidence`: normal again.
       */
      readonly kind: "decision-mode";
      readonly mode: EvidenceMode;
      /** With `stopped`: share of wrong answers among audited hits, with its 99.7 % interval. Undefined if unknown. */
      readonly wrongShare: ShareInterval | undefined;
    }
  | {
      /** The whole 95 % interval of the error rate is above the budget. Reported once, until the error rate is within the budget again. */
      readonly kind: "budget-breached";
      /** Wrong answers per look-up. */
      readonly errorRate: ShareInterval;
      readonly errorBudget: number;
    }
  | {
      /** The inputs of decisions have changed. Reported once for each drift; `quality().drift` tells when it is over. */
      readonly kind: "drift";
      readonly moved: readonly MovedInput[];
    };

export type AlertListener = (alert: CacheAlert) => void;

/** Tells whether two different texts are the same answer to a question, for example by a small model. Called in the background. */
export interface LinkHook {
  /** Undefined: it cannot tell. The answers then stay apart, and nothing is learned from them. */
  isSame(
    question: string,
    answers: readonly [made: string, stored: string],
    options: { readonly signal: AbortSignal },
  ): Promise<boolean | undefined>;
  /** Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Calls at a time. Default 2. Pairs that come while so many calls are running stay unlinked. */
  readonly maxConcurrent?: number | undefined;
}
