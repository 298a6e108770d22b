import { cosineSimilarity } from "../../../../quantization/index.js";
import type { Candidate } from "./candidate.js";
import type { PreparedQuery } from "./prepared-query.js";

/** A candidate with the similarity that is decided by. */
export interface ResolvedCandidate extends Candidate {
  /** Float32 cosine where the vector came along, else that of the code, which is then certain to lead to the same decision. */
  readonly similarity: number;
  readonly isExact: boolean;
}

/** Best first by the similarity that counts. */
export function resolveSimilarities(
  query: PreparedQuery,
  candidates: readonly Candidate[],
): ResolvedCandidate[] {
  return candidates.map((candidate) => resolve(query, candidate)).sort((a, b) => b.similarity - a.similarity);
}

/** Member by member: this is done for every neighbour of every look-up, and a spread takes several times as long. */
function resolve(query: PreparedQuery, candidate: Candidate): ResolvedCandidate {
  const { entryId, codeSimilarity, errorNorm, answerId, createdAtMs, wordHashes, living, vector } = candidate;
  return {
    entryId,
    codeSimilarity,
    errorNorm,
    answerId,
    createdAtMs,
    wordHashes,
    living,
    vector,
    similarity: vector === undefined ? codeSimilarity : cosineSimilarity(query.vector, vector),
    isExact: vector !== undefined,
  };
}
