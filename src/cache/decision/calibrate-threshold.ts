import { OctavecError } from "../../errors/index.js";
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
  /** Share of the pairs at or above it that have one answer. */
  readonly precision: ShareInterval;
  /** Share of all pairs that are at or above it. */
  readonly hitRate: number;
  /** Share of the pairs with one answer that are at or above it. */
  readonly recall: number;
}

export interface ThresholdCalibration {
  /** The least threshold from which on the precision's lower bound reaches the target; undefined when none does. */
  readonly chosen: ThresholdPoint | undefined;
  readonly targetPrecision: number;
  readonly pairs: number;
  /** By falling threshold, one point per distinct similarity, thinned to at most 500. */
  readonly curve: readonly ThresholdPoint[];
}

/** Fewer say nothing about a precision near 1. */
const MIN_PAIRS = 50;
const MAX_POINTS = 500;

/**
 * Chooses a threshold from labelled pairs: the lowest at which the 95 % interval (Wilson) of the precision lies wholly at or
 * above the target. The pairs should be such as a cache would meet: a question and its nearest neighbour, not random pairs.
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
  const points: ThresholdPoint[] = [];
  let same = 0;
  for (const [index, pair] of sorted.entries()) {
    if (pair.same) same++;
    if (sorted[index + 1]?.similarity === pair.similarity) continue;
    points.push({
      threshold: pair.similarity,
      precision: wilsonInterval(same, index + 1),
      hitRate: (index + 1) / pairs.length,
      recall: sameInAll === 0 ? 0 : same / sameInAll,
    });
  }
  const chosen = points.findLast(({ precision }) => precision.low >= targetPrecision);
  return { chosen, targetPrecision, pairs: pairs.length, curve: thinned(points) };
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
