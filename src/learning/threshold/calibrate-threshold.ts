import { type ShareInterval, wilsonInterval } from "../../cache/contract/index.js";
import { OctavecError } from "../../errors/index.js";

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
  /** Share of these pairs that have one answer, with the 95 % interval (Wilson) for this threshold alone. */
  readonly precision: ShareInterval;
  /** Whether the precision reaches the target by a test that allows for the comparison of many thresholds. */
  readonly isSure: boolean;
  /** Share of all pairs that are at or above it. */
  readonly hitRate: number;
  /** Share of the pairs with one answer that are at or above it. */
  readonly recall: number;
}

export interface ThresholdCalibration {
  /** The lowest threshold with `isSure`; undefined if there is none. */
  readonly chosen: ThresholdPoint | undefined;
  readonly targetPrecision: number;
  readonly pairs: number;
  /** A threshold needs at least this many pairs at or above it, all with one answer, to show that the target is reached. */
  readonly leastHits: number;
  /** One point per different similarity, highest first; at most 500, evenly chosen. */
  readonly curve: readonly ThresholdPoint[];
}

/** Fewer pairs say nothing about a precision near 1. */
const MIN_PAIRS = 50;
const MAX_POINTS = 500;

/**
 * Chooses a threshold from labelled pairs: the lowest one whose precision reaches the target. The probability that its true
 * precision is below the target is at most 2.5 %, although all thresholds are compared. (It would be up to five times higher
 * for the lowest threshold whose own 95 % interval is above the target.) The pairs must be independent of each other and like
 * those of the cache: a question and its nearest entry, not random pairs. Takes milliseconds for thousands of pairs.
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

/** Probability of declaring a target reached when it is not, over all looks. */
const ALPHA = 0.025;
/** Shares between the target and 1 that are compared with the target. */
const COMPONENTS = 40;

/**
 * Tests whether a share reaches a target. The test may be repeated after every trial: over all repetitions, it wrongly says yes
 * in at most 2.5 % of cases. The usual 97.5 % bound, repeated hundreds of times, is wrong in about 10 %.
 *
 * It says yes if the likelihood of the trials, averaged over shares that are spread evenly from the target to 1, is 40 times
 * their likelihood at the target. If the true share is not above the target, this ratio is a supermartingale with mean 1, so it
 * reaches 40 with a probability of at most 1/40 (Ville 1939; Robbins 1970, Annals of Mathematical Statistics 41:5; Howard,
 * Ramdas, McAuliffe and Sekhon 2021, Annals of Statistics 49:2).
 *
 * @param target - Between 0 and 1.
 */
function shareTest(target: number): (right: number, wrong: number) => boolean {
  const components = Array.from({ length: COMPONENTS }, (_, at) => {
    const lack = (at + 0.5) / COMPONENTS;
    return { perRight: Math.log((1 - (1 - target) * lack) / target), perWrong: Math.log(lack) };
  });
  const needed = Math.log(COMPONENTS / ALPHA);
  return (right, wrong) => {
    // No likelihood ratio is above 1.
    if (right <= target * (right + wrong)) return false;
    let greatest = Number.NEGATIVE_INFINITY;
    for (const { perRight, perWrong } of components) {
      greatest = Math.max(greatest, right * perRight + wrong * perWrong);
    }
    let sum = 0;
    for (const { perRight, perWrong } of components) {
      sum += Math.exp(right * perRight + wrong * perWrong - greatest);
    }
    return greatest + Math.log(sum) >= needed;
  };
}

/** The least number of trials, all of them right, after which the test says yes. */
function leastTrials(target: number): number {
  const reaches = shareTest(target);
  let [low, high] = [0, 1];
  while (!reaches(high, 0)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle, 0)) high = middle;
    else low = middle;
  }
  return high;
}
