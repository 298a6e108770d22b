import type { LabelledQuestion } from "../../demo/cache/labelled-questions.js";
import type { ExactNeighbours } from "../cache/nearest-stored.js";

/** What a knob's setting gives. */
export interface CurvePoint {
  readonly knob: number;
  readonly hitRate: number;
  readonly errorRate: number;
}

/** One threshold over the questions in this order, by exact float32 search in this process. `order`: indices of the questions. */
export function replayStatic(
  questions: readonly LabelledQuestion[],
  order: readonly number[],
  neighbours: ExactNeighbours,
  threshold: number,
): CurvePoint {
  const stored = new Set<number>();
  const byText = new Map<string, number>();
  let [hits, wrong] = [0, 0];
  for (const index of order) {
    const { text, answer } = questions[index]!;
    const exact = byText.get(text);
    const found =
      exact === undefined ? neighbours.nearest(index, stored, threshold) : { index: exact, similarity: 1 };
    if (found !== undefined && found.similarity >= threshold) {
      hits++;
      if (questions[found.index]?.answer !== answer) wrong++;
    } else {
      stored.add(index);
      byText.set(text, index);
    }
  }
  return { knob: threshold, hitRate: hits / order.length, errorRate: wrong / order.length };
}

/** Hit rate at an error rate, linear between the two settings around it; undefined where none is on one of its sides. */
export function hitsAtError(curve: readonly CurvePoint[], errorRate: number): number | undefined {
  const sorted = curve.toSorted((a, b) => a.errorRate - b.errorRate);
  const above = sorted.findIndex((point) => point.errorRate >= errorRate);
  const [low, high] = [sorted[above - 1], sorted[above]];
  if (high === undefined) return undefined;
  if (low === undefined) return high.errorRate === errorRate ? high.hitRate : undefined;
  const share = (errorRate - low.errorRate) / (high.errorRate - low.errorRate);
  return low.hitRate + share * (high.hitRate - low.hitRate);
}
