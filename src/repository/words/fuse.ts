/** How the two rankings of a hybrid search are merged. */
export type Fusion = "rrf" | { readonly vectorWeight: number };

/** One ranking: ids with scores, best first. */
export interface Ranking {
  readonly hits: readonly { readonly id: string; readonly score: number }[];
  /** What a record that is not in the ranking scores at most. */
  readonly floor: number;
}

/** Damps the difference between the first ranks, as in the source. */
const RRF_K = 60;

/**
 * Merges a ranking by vector and one by words.
 *
 * - `rrf`: reciprocal rank fusion. A record scores the sum of `1 / (60 + rank)` over the rankings that it is in; the first rank is 1.
 *   G. Cormack, C. Clarke, S. Büttcher: Reciprocal rank fusion outperforms Condorcet and individual rank learning methods, SIGIR 2009,
 *   https://doi.org/10.1145/1571941.1572114.
 * - `{ vectorWeight: w }`: `w · v + (1 − w) · t`. v and t are the scores of the two rankings on a scale from 0 (`floor`) to 1 (the best of the
 *   ranking). A record that is not in a ranking has 0 there.
 *
 * @returns every record of the two rankings with its merged score, best first. Of equal scores, the smaller id comes first, by UTF-16 units.
 */
export function fuse(
  byVector: Ranking,
  byWords: Ranking,
  fusion: Fusion,
): { readonly id: string; readonly score: number }[] {
  const merged = new Map<string, number>();
  const add = (id: string, share: number) => merged.set(id, (merged.get(id) ?? 0) + share);
  if (fusion === "rrf") {
    for (const { hits } of [byVector, byWords])
      for (const [place, { id }] of hits.entries()) add(id, 1 / (RRF_K + place + 1));
  } else {
    const { vectorWeight } = fusion;
    for (const { id, score } of scaled(byVector)) add(id, vectorWeight * score);
    for (const { id, score } of scaled(byWords)) add(id, (1 - vectorWeight) * score);
  }
  return [...merged]
    .map(([id, score]) => ({ id, score }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function scaled({ hits, floor }: Ranking): { readonly id: string; readonly score: number }[] {
  const range = (hits[0]?.score ?? floor) - floor;
  return hits.map(({ id, score }) => ({ id, score: range > 0 ? (score - floor) / range : 1 }));
}
