export interface ExactHit {
  /** Index of the vector in the list. */
  readonly index: number;
  /** Cosine similarity, −1 to 1. */
  readonly similarity: number;
}

/**
 * Exact nearest neighbours by cosine, as the reference for quantization and graph: it compares with every float32 vector. Best
 * first, and by index if they are equal.
 */
export function exactSearch(
  query: Float32Array,
  vectors: readonly Float32Array[],
  limit: number,
): ExactHit[] {
  const hits = vectors.map((vector, index) => ({ index, similarity: cosineSimilarity(query, vector) }));
  return hits.sort((a, b) => b.similarity - a.similarity || a.index - b.index).slice(0, limit);
}

/** The cosine, summed in double precision. */
export function cosineSimilarity(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i]!;
    const y = b[i]!;
    dot += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return dot / Math.sqrt(squaresA * squaresB);
}

/** Neighbours with a smaller difference of cosines count as equal, because it can come from the order of summation. */
const TIE = 1e-6;

/**
 * The share of the exact nearest `limit` neighbours among `found` (different indices). A vector that is as near as the last of
 * them counts too, so that of two vectors at the same distance either is right.
 */
export function recallAt(
  limit: number,
  found: readonly number[],
  query: Float32Array,
  vectors: readonly Float32Array[],
): number {
  const exact = exactSearch(query, vectors, limit);
  const last = exact.at(-1);
  if (last === undefined) return 1;
  const right = found.filter((index) => {
    const vector = vectors[index];
    return vector !== undefined && cosineSimilarity(query, vector) >= last.similarity - TIE;
  });
  return Math.min(right.length, exact.length) / exact.length;
}
