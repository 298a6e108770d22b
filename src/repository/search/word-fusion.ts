import type { Attributes } from "../../options/index.js";
import { type Fusion, fuse, type Ranking } from "../words/index.js";
import type { SearchHit } from "./search.js";
import type { HybridHit, TextHit } from "./word-query.js";

/** Candidates of each ranking of a hybrid search: four per hit, and at least 100. */
const PER_HIT = 4;
const MIN_WINDOW = 100;
const MAX_WINDOW = 10_000;

export function windowOf(limit: number): number {
  return Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, PER_HIT * limit));
}

/**
 * Merges the best `window` hits by vector and by words. The floor of a full ranking is the score of its last hit, as no record that was
 * left out scores higher. The floor of another one is 0, or the lowest similarity if that is below 0.
 */
export function mergeHits<A extends Attributes>(
  near: readonly SearchHit<A>[],
  named: readonly TextHit<A>[],
  fusion: Fusion,
  window: number,
): HybridHit<A>[] {
  const byVector = rankingOf(near, ({ similarity }) => similarity, window);
  const byWords = rankingOf(named, ({ textScore }) => textScore, window);
  const vectorHits = new Map(near.map((hit) => [hit.id, hit]));
  const wordHits = new Map(named.map((hit) => [hit.id, hit]));
  return fuse(byVector, byWords, fusion).map(({ id, score }) => {
    const [vector, words] = [vectorHits.get(id), wordHits.get(id)];
    const attributes = vector?.attributes ?? words?.attributes;
    return {
      id,
      fusedScore: score,
      ...(vector === undefined ? {} : { similarity: vector.similarity }),
      ...(words === undefined ? {} : { textScore: words.textScore }),
      ...(attributes === undefined ? {} : { attributes }),
    };
  });
}

function rankingOf<Hit extends { readonly id: string }>(
  hits: readonly Hit[],
  scoreOf: (hit: Hit) => number,
  window: number,
): Ranking {
  const scored = hits.map((hit) => ({ id: hit.id, score: scoreOf(hit) }));
  const last = scored.at(-1)?.score ?? 0;
  return { hits: scored, floor: hits.length >= window ? last : Math.min(0, last) };
}
