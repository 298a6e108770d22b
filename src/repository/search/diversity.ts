import { dotFloat32 } from "../../../quantization/index.js";

/** A hit and its stored vector. */
export interface DiverseCandidate {
  /** Cosine similarity to the query. */
  readonly similarity: number;
  readonly vector: Float32Array;
}

/**
 * Chooses hits that are like the query but unlike each other, by maximal marginal relevance: again and again the candidate with the
 * largest
 *
 *     (1 − diversity) · cos(candidate, query) − diversity · (largest cosine of the candidate and a hit chosen before)
 *
 * The first hit is the nearest candidate. With 0 the order is that of the similarities; with 1 only the differences count.
 * J. Carbonell, J. Goldstein: The use of MMR, diversity-based reranking for reordering documents and producing summaries,
 * SIGIR 1998, https://doi.org/10.1145/290941.291025, where λ = 1 − diversity.
 *
 * @param candidates - Best first.
 * @returns the positions of up to `limit` candidates in the order in which they were chosen. Takes `limit` × candidates × dimension steps.
 */
export function chooseDiverse(
  candidates: readonly DiverseCandidate[],
  limit: number,
  diversity: number,
): number[] {
  const units = candidates.map(({ vector }) => {
    const length = Math.sqrt(dotFloat32(vector, vector));
    // Another program may have stored a zero vector.
    return length === 0 ? vector : vector.map((component) => component / length);
  });
  const chosen: number[] = [];
  const left = new Set(candidates.keys());
  // Of each candidate, the largest cosine to a chosen hit. The first choice has none to compare with.
  const closest = new Float64Array(candidates.length).fill(-1);
  while (chosen.length < limit && left.size > 0) {
    let best = -1;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const place of left) {
      const relevance = candidates[place]!.similarity;
      const value =
        chosen.length === 0 ? relevance : (1 - diversity) * relevance - diversity * closest[place]!;
      if (value > bestValue) [best, bestValue] = [place, value];
    }
    chosen.push(best);
    left.delete(best);
    for (const place of left)
      closest[place] = Math.max(closest[place]!, dotFloat32(units[place]!, units[best]!));
  }
  return chosen;
}
