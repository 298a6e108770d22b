/** Exact similarities closer than this are ties: the order of summation alone can swap them. */
const TIE = 1e-6;

/** The `limit` places with the largest values, best first; among equals the earlier one. */
export function nearest(similarities: ArrayLike<number>, limit: number): number[] {
  const places: number[] = [];
  for (let place = 0; place < similarities.length; place++) {
    const value = similarities[place]!;
    if (places.length === limit && value <= similarities[places[limit - 1]!]!) continue;
    let at = places.length;
    while (at > 0 && similarities[places[at - 1]!]! < value) at--;
    places.splice(at, 0, place);
    if (places.length > limit) places.pop();
  }
  return places;
}

/**
 * Share of the exact `limit` nearest among the found. `kth` is the exact similarity of the `limit`-th nearest; whatever
 * ties with it is as good as it.
 */
export function recall(foundSimilarities: readonly number[], kth: number, limit: number): number {
  const right = foundSimilarities.filter((similarity) => similarity >= kth - TIE).length;
  return Math.min(right, limit) / limit;
}
