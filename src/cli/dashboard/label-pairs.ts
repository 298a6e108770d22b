import type { CacheStats } from "../../cache/index.js";
import type { LabelledPair } from "../../learning/index.js";

/** Verdicts that are read, at most: more say nothing new, and cost memory. */
const MOST_VERDICTS = 100_000;

/**
 * The verdicts that a service gave by `feedback`, as labelled pairs. A ledger counts them by similarity, so each has the lowest
 * similarity of its bin. Right ones of the last bin are left out, because hits on repeated questions are among them, which say nothing
 * of a threshold; wrong ones stay, so that the pairs look rather worse than the hits were.
 */
export function pairsOfVerdicts({
  similarity: { binWidth, counts },
}: CacheStats["feedback"]): LabelledPair[] {
  const last = counts.correct.length - 1;
  const bins = [
    ...counts.correct.map((count, bin) => ({ count: bin === last ? 0 : count, bin, same: true })),
    ...counts.incorrect.map((count, bin) => ({ count, bin, same: false })),
  ];
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  const share = Math.min(1, MOST_VERDICTS / Math.max(1, all));
  return bins.flatMap(({ count, bin, same }) =>
    Array.from({ length: Math.floor(count * share) }, () => ({ similarity: bin * binWidth, same })),
  );
}
