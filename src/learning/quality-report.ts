import type { ShareInterval } from "../cache/contract/index.js";
import type { MovedCluster } from "./clusters/moved-clusters.js";
import { type CategoryCounts, type LookupCounts, NO_CATEGORY } from "./contract/counts.js";
import {
  alwaysValidInterval,
  type DifferenceInterval,
  varianceOfShare,
  wrongInterval,
} from "./contract/intervals.js";
import type { DriftStatus } from "./drift/drift-report.js";

/** Results of look-ups. In shadow mode: the results that there would have been without it. */
export interface QualityFigures {
  readonly lookups: number;
  /** Exact ones included. */
  readonly hits: number;
  /** Hits by meaning, which the policy decided on. */
  readonly decidedHits: number;
  /** Decided hits whose answer was compared with a new one. */
  readonly audits: number;
  /** Audits that showed that the hit was wrong. */
  readonly wrongAudits: number;
  /**
   * Share of decided hits that are wrong, with its 95 % interval (Wilson). Audits are made with different probabilities, so each
   * counts by the inverse of its own (Horvitz and Thompson 1952), and the interval uses their effective number (Kish 1965).
   * Without audits: 0 to 1.
   */
  readonly wrongShare: ShareInterval;
  /** Wrong answers per look-up: `wrongShare` × `decidedHits` / `lookups`. */
  readonly errorRate: ShareInterval;
}

/** Figures of all instances since the first look-up or the last reset. Those of other instances are some seconds old. */
export interface QualityReport {
  readonly tenant: string;
  /** Name of the policy. */
  readonly policy: string;
  /** What decides at present: the policy, or a simpler one instead (see `EvidenceMode`). */
  readonly mode: string;
  readonly isShadow: boolean;
  readonly errorBudget: number;
  readonly total: QualityFigures;
  /** Look-ups with a category. The hundredth category and further ones are counted as `(others)`. */
  readonly byCategory: Readonly<Record<string, QualityFigures>>;
  /** Share of unlinked entries among the latest 2,000 that this instance stored. Undefined below 50 entries or without `evidence()`. */
  readonly unlinkedShare: number | undefined;
  /** Only with `evidence()`. */
  readonly model: ModelFigures | undefined;
  /** The present threshold in this process. Only with `adaptiveThreshold()`. */
  readonly threshold: number | undefined;
  /** Whether the inputs of decisions have changed. */
  readonly drift: DriftStatus & {
    /** While there is drift: clusters of answers that are asked for more or less often than before. At most 20. */
    readonly movedClusters: readonly MovedCluster[];
  };
}

export interface ModelFigures {
  /** Labels that it was fitted to. */
  readonly labels: number;
  /** Answers are served from this probability on. */
  readonly cut: number;
  /** Intercept first, then one per feature. */
  readonly weights: readonly number[];
  /** Pairs of words that were learned: those that may take each other's place, and those that may not. */
  readonly wordPairs: { readonly exchangeable: number; readonly different: number };
}

export function figuresOf(counts: LookupCounts): QualityFigures {
  const { lookups, hits, decided, audits, wrong } = counts;
  const wrongShare = wrongInterval(counts);
  const decidedShare = lookups === 0 ? 0 : decided / lookups;
  return {
    lookups,
    hits,
    decidedHits: decided,
    audits,
    wrongAudits: wrong,
    wrongShare,
    errorRate: {
      share: wrongShare.share * decidedShare,
      low: wrongShare.low * decidedShare,
      high: wrongShare.high * decidedShare,
    },
  };
}

export function figuresByCategory({ categories }: CategoryCounts): Record<string, QualityFigures> {
  return Object.fromEntries(
    [...categories]
      .filter(([category]) => category !== NO_CATEGORY)
      .map(([category, counts]) => [category, figuresOf(counts)]),
  );
}

/** How the two policies of an experiment compare: look-ups by meaning of all instances since the first one or the last reset. */
export interface ExperimentReport {
  readonly a: QualityFigures;
  readonly b: QualityFigures;
  /** Hit rate of `b` minus that of `a`. The 95 % interval is valid however often it is looked at. */
  readonly hitRate: DifferenceInterval;
  /** Wrong answers per look-up of `b` minus those of `a`, estimated from audits. */
  readonly errorRate: DifferenceInterval;
  /** The policy that has more hits; undefined while the interval of `hitRate` contains 0. */
  readonly hitsMore: "a" | "b" | undefined;
  /** The policy that makes more errors; undefined while the interval of `errorRate` contains 0. */
  readonly errsMore: "a" | "b" | undefined;
}

export function compareArms(counts: CategoryCounts): ExperimentReport {
  const [a, b] = [figuresOf(counts.of("a")), figuresOf(counts.of("b"))];
  const hitRate = difference(hitRateOf(a), hitRateOf(b));
  const errorRate = difference(errorRateOf(a), errorRateOf(b));
  return { a, b, hitRate, errorRate, hitsMore: greater(hitRate), errsMore: greater(errorRate) };
}

interface Estimate {
  readonly value: number;
  readonly variance: number;
}

function hitRateOf({ decidedHits, lookups }: QualityFigures): Estimate {
  return estimate(decidedHits / lookups, lookups, 1);
}

function errorRateOf({ wrongShare, audits, decidedHits, lookups }: QualityFigures): Estimate {
  return estimate(wrongShare.share, audits, lookups === 0 ? 0 : decidedHits / lookups);
}

/** @param scale - Factor from the share to a share of all look-ups. */
function estimate(share: number, trials: number, scale: number): Estimate {
  const known = trials === 0 ? 0.5 : share;
  return { value: scale * known, variance: scale ** 2 * varianceOfShare(known, trials) };
}

function difference(a: Estimate, b: Estimate): DifferenceInterval {
  // Without any look-up both variances are 0, but the interval needs one above 0.
  return alwaysValidInterval(b.value - a.value, Math.max(1e-12, a.variance + b.variance));
}

function greater({ low, high }: DifferenceInterval): "a" | "b" | undefined {
  if (low > 0) return "b";
  return high < 0 ? "a" : undefined;
}
