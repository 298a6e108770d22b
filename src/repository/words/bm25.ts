import { B, K1 } from "./search-words.lua.js";

/** What BM25 knows of a collection. */
export interface WordTotals {
  /** Number of documents: records with at least one word. */
  readonly documents: number;
  /** Mean number of words of a document. */
  readonly averageLength: number;
}

/**
 * The weight of a word: `ln(1 + (N − n + 0.5) / (n + 0.5))` for N documents, n of which have the word. This is the weight of Robertson
 * and Sparck Jones with one added, so that it is never negative, as Lucene has it (`BM25Similarity.idf`).
 */
export function wordWeight({ documents }: WordTotals, having: number): number {
  return Math.log(1 + (documents - having + 0.5) / (having + 0.5));
}

/**
 * BM25: the sum over the words of the query, each once, of
 *
 *     weight · (k1 + 1) · count / (count + k1 · (1 − b + b · length / mean length))
 *
 * with k1 = 1.2 and b = 0.75, where `count` is how often the document has the word.
 * S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, Foundations and Trends in Information Retrieval
 * 3 (2009), https://doi.org/10.1561/1500000019.
 *
 * @param terms - Weight and count of each word that the document has.
 * @param length - Number of words of the document.
 */
export function bm25(
  terms: Iterable<{ readonly weight: number; readonly count: number }>,
  length: number,
  { averageLength }: WordTotals,
): number {
  const norm = K1 * (1 - B + (B * length) / averageLength);
  let score = 0;
  for (const { weight, count } of terms) score += (weight * (K1 + 1) * count) / (count + norm);
  return score;
}
