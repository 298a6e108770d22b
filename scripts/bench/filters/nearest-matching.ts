/** A vector that matches. */
export interface Neighbour {
  readonly index: number;
  readonly cosine: number;
}

/** The `limit` vectors that are most like the query, of those that match, by comparison with every one. */
export function nearestMatching(
  vectors: readonly Float32Array[],
  matches: (index: number) => boolean,
  query: Float32Array,
  limit: number,
): Neighbour[] {
  const matching: Neighbour[] = [];
  for (const [index, vector] of vectors.entries())
    if (matches(index)) matching.push({ index, cosine: cosineOf(vector, query) });
  return matching.sort((a, b) => b.cosine - a.cosine).slice(0, limit);
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return dot / Math.sqrt(aa * bb);
}
