export interface ExactHit {
  /** Position of the vector in the list that was searched. */
  readonly index: number;
  /** Cosine similarity, −1 to 1. */
  readonly similarity: number;
}

/**
 * Exact nearest neighbours by cosine, by comparing with every float32 vector: what quantization and graph are measured
 * against. Best first; of equal ones the earlier first.
 */
export function exactSearch(
  query: Float32Array,
  vectors: readonly Float32Array[],
  limit: number,
): ExactHit[] {
  const hits = vectors.map((vector, index) => ({ index, similarity: cosineSimilarity(query, vector) }));
  return hits.sort((a, b) => b.similarity - a.similarity || a.index - b.index).slice(0, limit);
}

/** Summed in double precision. */
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

/** Neighbours whose cosines are this near are equally right: below it, the order of summation decides. */
const TIE = 1e-6;

/**
 * Which share of `found` (positions, each at most once) belongs to the exact nearest `limit` neighbours. Whatever is as
 * near as the last of them counts, so that of two passages at the same distance either is right.
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
