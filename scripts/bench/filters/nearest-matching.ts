/** Positions of the `limit` vectors that are most like the query, of those that match, by comparison with every one. */
export function nearestMatching(
  vectors: readonly Float32Array[],
  matches: (index: number) => boolean,
  query: Float32Array,
  limit: number,
): number[] {
  const scored: { index: number; similarity: number }[] = [];
  for (const [index, vector] of vectors.entries())
    if (matches(index)) scored.push({ index, similarity: cosineToWithinQueryLength(vector, query) });
  return scored
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, limit)
    .map(({ index }) => index);
}

/** The cosine times the length of the query, which has the same order. */
function cosineToWithinQueryLength(vector: Float32Array, query: Float32Array): number {
  let dot = 0;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    dot += vector[i]! * query[i]!;
    squares += vector[i]! * vector[i]!;
  }
  return dot / Math.sqrt(squares);
}
