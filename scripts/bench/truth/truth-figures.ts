import type { GuardName } from "../../../src/options/index.js";
import { isRight, type LabelledPair } from "./labelled-pairs.js";

/** A pair with its cosine similarity and the guards that reject it. */
export interface JudgedPair extends LabelledPair {
  readonly similarity: number;
  readonly rejectedBy: ReadonlySet<GuardName>;
  /** The guard `alignment` says neither that the questions ask the same nor that they contradict each other. */
  readonly isOpen: boolean;
}

/** Pairs below it reach no guard. */
export const NEAR = 0.8;

/** Serving a pair counts as right if one answer fits both. */
export interface Score {
  /** Right pairs among those served. */
  readonly precision: number;
  /** Served pairs among those that are right. */
  readonly recall: number;
  readonly f1: number;
}

export interface ThresholdScore extends Score {
  readonly threshold: number;
}

/** Shares, 0 to 1; NaN without such pairs. */
export interface GuardShares {
  /** Of the minimal pairs at or above {@link NEAR}, those that a guard rejects. */
  readonly wrongStopped: number;
  /** The same of the crossed pairs. */
  readonly crossedStopped: number;
  /** Of all paraphrases, those that a guard rejects. */
  readonly paraphrasesRejected: number;
  /** The same of the paraphrases at or above {@link NEAR}: hits that are lost. */
  readonly nearParaphrasesRejected: number;
  /** Number of minimal pairs at or above {@link NEAR}. */
  readonly nearWrong: number;
  readonly paraphrases: number;
}

/** What some guards do, or all of them. */
export function sharesOf(pairs: readonly JudgedPair[], guards: readonly GuardName[]): GuardShares {
  const near = pairs.filter(({ similarity }) => similarity >= NEAR);
  const ofKind = (list: readonly JudgedPair[], kind: LabelledPair["kind"]) =>
    list.filter((pair) => pair.kind === kind);
  const rejected = (list: readonly JudgedPair[]) => shareOf(list, (pair) => isRejected(pair, guards));
  return {
    wrongStopped: rejected(ofKind(near, "minimal")),
    crossedStopped: rejected(ofKind(near, "crossed")),
    paraphrasesRejected: rejected(ofKind(pairs, "paraphrase")),
    nearParaphrasesRejected: rejected(ofKind(near, "paraphrase")),
    nearWrong: ofKind(near, "minimal").length,
    paraphrases: ofKind(pairs, "paraphrase").length,
  };
}

/** Pairs that no guard rejects and that a judge with `when: "uncertain"` is asked about. */
export function isForJudge({ isOpen, rejectedBy }: JudgedPair): boolean {
  return isOpen && rejectedBy.size === 0;
}

/** The pairs as if a judge that is always right had been asked where it is to be asked: no judge does better. */
export function withRightJudge(pairs: readonly JudgedPair[]): JudgedPair[] {
  return pairs.map((pair) =>
    isForJudge(pair) && !isRight(pair) ? { ...pair, rejectedBy: new Set(["alignment"]) } : pair,
  );
}

/** The score at the threshold that gives the best F1 **on these very pairs**: no threshold chosen beforehand does better. */
export function bestScore(pairs: readonly JudgedPair[], guards: readonly GuardName[]): ThresholdScore {
  let best: ThresholdScore = { threshold: 1, precision: Number.NaN, recall: 0, f1: 0 };
  for (let percent = 40; percent <= 100; percent++) {
    const threshold = percent / 100;
    const score = scoreAt(pairs, guards, threshold);
    if (score.f1 > best.f1) best = { threshold, ...score };
  }
  return best;
}

export function scoreAt(
  pairs: readonly JudgedPair[],
  guards: readonly GuardName[],
  threshold: number,
): Score {
  const served = pairs.filter((pair) => pair.similarity >= threshold && !isRejected(pair, guards));
  const right = served.filter(isRight).length;
  const precision = right / served.length;
  const recall = right / pairs.filter(isRight).length;
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

export function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function isRejected({ rejectedBy }: JudgedPair, guards: readonly GuardName[]): boolean {
  return guards.some((guard) => rejectedBy.has(guard));
}

function shareOf<T>(list: readonly T[], holds: (item: T) => boolean): number {
  return list.length === 0 ? Number.NaN : list.filter(holds).length / list.length;
}
