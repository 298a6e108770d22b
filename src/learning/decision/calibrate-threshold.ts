import { OctavecError } from "../../errors/index.js";
import { leastTrials, shareTest } from "./share-test.js";
import { type ShareInterval, wilsonInterval } from "./wilson-interval.js";

/** Two questions and whether one answer fits both. */
export interface LabelledPair {
  /** Cosine similarity, −1 … 1. */
  readonly similarity: number;
  readonly same: boolean;
}

/** What a threshold would do to the pairs. */
export interface ThresholdPoint {
  readonly threshold: number;
  /** Pairs at or above it. */
  readonly hits: number;
  /** Share of the hits that have one answer, with the 95 % interval (Wilson) of this threshold by itself. */
  readonly precision: ShareInterval;
  /** Whether its precision surely reaches the target, even though many thresholds were looked at. */
  readonly isSure: boolean;
  /** Share of all pairs that are at or above it. */
  readonly hitRate: number;
  /** Share of the pairs with one answer that are at or above it. */
  readonly recall: number;
}

export interface ThresholdCalibration {
  /** The least threshold whose precision surely reaches the target; undefined when there is none. */
  readonly chosen: ThresholdPoint | undefined;
  readonly targetPrecision: number;
  readonly pairs: number;
  /** Pairs at or above a threshold, all with one answer, that it takes at least to be sure of the target. */
  readonly leastHits: number;
  /** By falling threshold, one point per distinct similarity, thinned to at most 500. */
  readonly curve: readonly ThresholdPoint[];
}

/** Fewer say nothing about a precision near 1. */
const MIN_PAIRS = 50;
const MAX_POINTS = 500;

/**
 * Chooses a threshold from labelled pairs: the lowest whose precision surely reaches the target. Being wrong about that, because the
 * sample was a lucky one, has a chance of at most 2.5 %, the search among all thresholds included: taking the lowest threshold whose own
 * 95 % interval lies above the target would be wrong up to five times as often. The pairs must be independent of each
 * other, and such as the cache will meet: a question and its nearest neighbour, not random pairs. Takes milliseconds for thousands.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for fewer than 50 pairs, a similarity outside −1 … 1, or a target outside 0 … 1.
 */
export function calibrateThreshold(
  pairs: readonly LabelledPair[],
  { targetPrecision }: { readonly targetPrecision: number },
): ThresholdCalibration {
  check(pairs, targetPrecision);
  const sorted = pairs.toSorted((a, b) => b.similarity - a.similarity);
  const sameInAll = pairs.filter(({ same }) => same).length;
  const reaches = shareTest(targetPrecision);
  const points: ThresholdPoint[] = [];
  let same = 0;
  for (const [index, pair] of sorted.entries()) {
    if (pair.same) same++;
    if (sorted[index + 1]?.similarity === pair.similarity) continue;
    const hits = index + 1;
    points.push({
      threshold: pair.similarity,
      hits,
      precision: wilsonInterval(same, hits),
      isSure: reaches(same, hits - same),
      hitRate: hits / pairs.length,
      recall: sameInAll === 0 ? 0 : same / sameInAll,
    });
  }
  return {
    chosen: points.findLast(({ isSure }) => isSure),
    targetPrecision,
    pairs: pairs.length,
    leastHits: leastTrials(targetPrecision),
    curve: thinned(points),
  };
}

function check(pairs: readonly LabelledPair[], targetPrecision: number): void {
  if (!Array.isArray(pairs) || pairs.length < MIN_PAIRS) {
    throw invalid(
      `pairs: expected at least ${MIN_PAIRS} labelled pairs, got ${Array.isArray(pairs) ? pairs.length : typeof pairs}.`,
    );
  }
  if (!(targetPrecision > 0 && targetPrecision < 1)) {
    throw invalid("targetPrecision: expected a share between 0 and 1, such as 0.98.");
  }
  const bad = pairs.findIndex(
    (pair) => !(pair?.similarity >= -1 && pair.similarity <= 1 + 1e-6) || typeof pair.same !== "boolean",
  );
  if (bad >= 0) throw invalid(`pairs[${bad}]: expected { similarity: −1 … 1, same: true or false }.`);
}

function thinned(points: readonly ThresholdPoint[]): ThresholdPoint[] {
  const step = Math.max(1, Math.ceil(points.length / MAX_POINTS));
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `calibrateThreshold: ${problem}`);
}
