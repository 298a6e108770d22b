import type { ShareInterval } from "./decision/wilson-interval.js";
import type { MovedInput } from "./drift/drift-report.js";
import type { EvidenceMode } from "./evidence/evidence-policy.js";

/** Something about the quality of decisions that somebody should know. */
export type CacheAlert =
  | {
      /**
       * Another way of deciding from now on: `stopped`, audits found more errors than the budget allows and a strict threshold
       * decides; `agreement`, `threshold`: too few entries are linked by answer; `evidence`: back to normal.
       */
      readonly kind: "decision-mode";
      readonly mode: EvidenceMode;
      /** Of `stopped`: share of wrong answers among audited hits, 95 % interval. */
      readonly wrongShare: ShareInterval | undefined;
    }
  | {
      /** The audited error is above the budget, the whole 95 % interval of it. Told again only after it was within. */
      readonly kind: "budget-breached";
      /** Wrong answers per look-up. */
      readonly errorRate: ShareInterval;
      readonly errorBudget: number;
    }
  | {
      /** What decisions rest on is no longer what it was. Told once for each drift; `quality().drift` says when it is over. */
      readonly kind: "drift";
      readonly moved: readonly MovedInput[];
    };

export type AlertListener = (alert: CacheAlert) => void;
