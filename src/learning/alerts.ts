import type { ShareInterval } from "../cache/contract/index.js";
import type { MovedInput } from "./drift/drift-report.js";
import type { EvidenceMode } from "./evidence/evidence-policy.js";

/** A change in the quality of decisions that somebody should know of. */
export type CacheAlert =
  | {
      /**
       * The way of deciding has changed. `stopped`: audits found more errors than the budget allows, so a strict threshold
       * decides. `agreement`, `threshold`: too few entries are linked by answer. `evidence`: back to normal.
       */
      readonly kind: "decision-mode";
      readonly mode: EvidenceMode;
      /** Of `stopped`: share of wrong answers among audited hits, with its 95 % interval. */
      readonly wrongShare: ShareInterval | undefined;
    }
  | {
      /** The whole 95 % interval of the audited error lies above the budget. Reported once, until the error is within the budget again. */
      readonly kind: "budget-breached";
      /** Wrong answers per look-up. */
      readonly errorRate: ShareInterval;
      readonly errorBudget: number;
    }
  | {
      /** What decisions rest on has changed. Reported once for each drift; `quality().drift` tells when it is over. */
      readonly kind: "drift";
      readonly moved: readonly MovedInput[];
    };

export type AlertListener = (alert: CacheAlert) => void;

/** Tells whether two different texts answer a question alike, for example by asking a small model. Called in the background only. */
export interface LinkHook {
  isSame(
    question: string,
    answers: readonly [made: string, stored: string],
    options: { readonly signal: AbortSignal },
  ): Promise<boolean>;
  /** Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Calls at a time. Default 2; further pairs stay unlinked. */
  readonly maxConcurrent?: number | undefined;
}
