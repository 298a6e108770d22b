import { answerKey } from "./answer-centroids.js";
import type { KnownCluster } from "./answer-cluster.js";
import type { AnswerCounts } from "./answer-shares.js";

/** What chance gives once in twenty thousand, and what matters. */
const LEAST_Z = 3.89;
const LEAST_CHANGE = 0.02;
const MOST_REPORTED = 20;

/** A cluster whose share of the look-ups has changed. */
export interface MovedCluster {
  /** For `invalidate({ cluster })`. */
  readonly id: string;
  readonly answers: readonly string[];
  /** Share of the look-ups before the drift, and of the latest. */
  readonly before: number;
  readonly now: number;
}

/** The clusters whose shares have changed by more than chance explains (two proportions), the largest change first. */
export function movedClusters(
  clusters: readonly KnownCluster[],
  { before, now }: { readonly before: AnswerCounts; readonly now: AnswerCounts },
): MovedCluster[] {
  const [allBefore, allNow] = [totalOf(before), totalOf(now)];
  if (allBefore === 0 || allNow === 0) return [];
  return clusters
    .map(({ id, scopeId, answers }) => {
      const count = (counts: AnswerCounts) =>
        answers.reduce((sum, answer) => sum + (counts.get(answerKey(scopeId, answer)) ?? 0), 0);
      const [a, b] = [count(before), count(now)];
      // One more in and one more out of each, as by Agresti and Caffo (2000).
      const [p, q] = [(a + 1) / (allBefore + 2), (b + 1) / (allNow + 2)];
      const z = (q - p) / Math.sqrt((p * (1 - p)) / (allBefore + 2) + (q * (1 - q)) / (allNow + 2));
      return { z, moved: { id, answers, before: a / allBefore, now: b / allNow } };
    })
    .filter(({ z, moved }) => Math.abs(z) >= LEAST_Z && Math.abs(moved.now - moved.before) >= LEAST_CHANGE)
    .map(({ moved }) => moved)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_REPORTED);
}

function totalOf(counts: AnswerCounts): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
