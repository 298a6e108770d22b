import { certifyTopK, q8Band, q8StrictBound } from "../../../quantization/index.js";

/** A candidate after its code was read. */
export interface RescoredCandidate {
  /** The server's similarity as a cosine. */
  readonly native: number;
  /** The cosine computed from the code; undefined for a candidate without a code. */
  readonly rescored: number | undefined;
  /** Upper limit of the error of `rescored`. */
  readonly error: number;
}

export interface Ranges {
  readonly dimension: number;
  /** Largest range of the stored vectors. */
  readonly storedRange: number;
  readonly queryRange: number;
}

/**
 * The largest difference between the server's similarity of an element and the cosine. This is the six-sigma band. If a
 * candidate lies outside it, the band does not hold for these vectors, and the bound that always holds is used. So it is with
 * `strict`.
 */
export function bandOf(candidates: readonly RescoredCandidate[], ranges: Ranges, strict: boolean): number {
  const band = q8Band(ranges);
  const holds = candidates.every(
    ({ native, rescored, error }) => rescored === undefined || Math.abs(native - rescored) <= band + error,
  );
  return holds && !strict ? band : q8StrictBound(ranges.dimension, ranges);
}

/**
 * Whether the best `limit` candidates are certainly the best of all elements, or are certainly all elements that reach
 * `minSimilarity`.
 *
 * @param options.bestLeftOut - The server's similarity of the last candidate, which no element that was left out exceeds;
 * undefined if no element was left out.
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
  // The cosine of a candidate without a code is unknown within the band, like that of an element that was left out.
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
