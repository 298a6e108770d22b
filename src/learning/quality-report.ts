import { type CategoryCounts, type Counts, NO_CATEGORY } from "./counts.js";
import type { ShareInterval } from "./decision/wilson-interval.js";
import type { EvidencePolicy } from "./evidence/evidence-policy.js";
import { intervalOfSums } from "./evidence/hard-stop.js";
import type { LearningParts } from "./learning-parts.js";

/** What became of look-ups. In shadow mode: what would have become of them. */
export interface QualityFigures {
  readonly lookups: number;
  /** Also exact ones. */
  readonly hits: number;
  /** Hits that the decision policy is responsible for: those found by meaning. */
  readonly decidedHits: number;
  /** Of these, checked against a new answer … */
  readonly audits: number;
  /** … and found wrong. */
  readonly wrongAudits: number;
  /**
   * Wrong ones among decided hits, 95 % interval (Wilson). Audits are drawn unevenly, so each counts by the inverse of its
   * chance (Horvitz and Thompson 1952), and the interval by the effective number of them (Kish 1965). No audits: 0 … 1.
   */
  readonly wrongShare: ShareInterval;
  /** Wrong answers per look-up: `wrongShare` × `decidedHits` / `lookups`. */
  readonly errorRate: ShareInterval;
}

/** Since the beginning or the last reset, all instances together; others' news are at most some seconds old. */
export interface QualityReport {
  readonly tenant: string;
  /** Name of the policy. */
  readonly policy: string;
  /** What decides at present: the policy, or what it has stepped down to. */
  readonly mode: string;
  readonly isShadow: boolean;
  readonly errorBudget: number;
  readonly total: QualityFigures;
  /** Look-ups with a category. The hundredth and further ones are `(others)`. */
  readonly byCategory: Readonly<Record<string, QualityFigures>>;
  /** Share of the latest 2,000 stored entries, as far as stored by this instance, without a link to another; undefined below 50. */
  readonly unlinkedShare: number | undefined;
  /** Of policies that learn. */
  readonly model: ModelFigures | undefined;
}

export interface ModelFigures {
  /** Labels that it is fitted to. */
  readonly labels: number;
  /** Least chance at which answers are served. */
  readonly cut: number;
  /** Intercept first, then the features in their order. */
  readonly weights: readonly number[];
}

export function qualityReport(
  { settings, policy }: LearningParts,
  evidence: EvidencePolicy | undefined,
  counts: CategoryCounts,
): QualityReport {
  return {
    tenant: settings.tenant,
    policy: policy.name,
    mode: evidence?.mode ?? policy.name,
    isShadow: settings.shadow,
    errorBudget: settings.errorBudget,
    total: figuresOf(counts.total),
    byCategory: figuresByCategory(counts),
    unlinkedShare: evidence?.links.unlinkedShare,
    model:
      evidence === undefined
        ? undefined
        : { labels: evidence.model.labels, cut: evidence.model.cut, weights: evidence.model.weights },
  };
}

export function figuresOf(counts: Counts): QualityFigures {
  const { lookups, hits, decided, audits, wrong, weight, squares, wrongWeight } = counts;
  const wrongShare = intervalOfSums({ sum: weight, squares, wrong: wrongWeight });
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
