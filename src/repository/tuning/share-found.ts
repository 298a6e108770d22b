/** Scores are given in double precision; equal codes have equal scores. */
const SAME_SCORE = 1e-9;

/**
 * The share of the nearest elements that a search has found, 0 to 1. An element that is as near as the last of them is one of them.
 *
 * @param nearest - Their scores, best first. Without any, nothing was missed.
 */
export function shareFound(found: readonly number[], nearest: readonly number[]): number {
  const farthest = nearest.at(-1);
  if (farthest === undefined) return 1;
  const count = found.filter((score) => score >= farthest - SAME_SCORE).length;
  return Math.min(1, count / nearest.length);
}
