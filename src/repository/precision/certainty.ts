import { certifyTopK, q8Band, q8StrictBound } from "../../../quantization/index.js";

/** A candidate after its code was looked at. Similarities are cosines. */
export interface RescoredCandidate {
  readonly native: number;
  /** Undefined: it has no code, its similarity is `native`. */
  readonly rescored: number | undefined;
  /** What `rescored` may be off by. */
  readonly error: number;
}

export interface Ranges {
  readonly dimension: number;
  /** Largest of the stored vectors. */
  readonly storedRange: number;
  readonly queryRange: number;
}

/**
 * How far the server's similarity of any element may lie from the cosine: the six-sigma band, unless one of the candidates
 * is seen to lie outside of it, which shows that these vectors are not of the kind that it holds for, or unless `strict` is asked
 * for; then the bound that always holds.
 */
export function bandOf(candidates: readonly RescoredCandidate[], ranges: Ranges, strict: boolean): number {
  const band = q8Band(ranges);
  const holds = candidates.every(
    ({ native, rescored, error }) => rescored === undefined || Math.abs(native - rescored) <= band + error,
  );
  return holds && !strict ? band : q8StrictBound(ranges.dimension, ranges);
}

/**
 * Whether the best `limit` candidates are known to be the best of all that the server ranked, or all those that reach
 * `minSimilarity`. `bestLeftOut` is the server's similarity of the last candidate; undefined when nothing was left out.
 */
export function isCertain(
  candidates: readonly RescoredCandidate[],
  options: {
    limit: number;
    minSimilarity: number | undefined;
    bestLeftOut: number | undefined;
    band: number;
  },
): boolean {
  const { limit, minSimilarity = -1, bestLeftOut, band } = options;
  const known = candidates.filter(({ rescored }) => rescored !== undefined);
  // One without a code may be as good as the band allows, like one that was left out.
  const unknown = candidates.filter(({ rescored }) => rescored === undefined).map(({ native }) => native);
  const open = bestLeftOut === undefined ? unknown : [...unknown, bestLeftOut];
  if (open.length === 0) return true;
  const best = Math.max(...open);
  if (best + band < minSimilarity) return true;
  return certifyTopK({
    rescored: known.map(({ rescored }) => rescored!),
    limit,
    band,
    bestLeftOut: best,
    rescoringError: Math.max(0, ...known.map(({ error }) => error)),
  }).certified;
}
