import { cosineSimilarity } from "../../../quantization/index.js";
import { orderByWords } from "../../../src/cache/find/index.js";
import { canonicalizePrompt } from "../../../src/cache/index.js";
import { wordHashes } from "../../../src/text/index.js";
import type { PairItem } from "./pair-corpus.js";
import { NEAR } from "./truth-figures.js";

/** Of the paraphrases that have a stored question at or above {@link NEAR}. */
export interface FirstCandidates {
  readonly asked: number;
  /** How often the first candidate is the question that was paraphrased, by similarity alone. */
  readonly rightBySimilarity: number;
  /** The same in the order that the cache gives the candidates. */
  readonly rightByWords: number;
}

/** Stores both questions of every item, and asks both paraphrases. */
export function firstCandidates(
  items: readonly PairItem[],
  vectorOf: (text: string) => Float32Array,
): FirstCandidates {
  const stored = items.flatMap(({ a, b }) => [a, b]);
  const vectors = stored.map(vectorOf);
  let [asked, rightBySimilarity, rightByWords] = [0, 0, 0];
  for (const { a, b, aParaphrase, bParaphrase } of items) {
    for (const [question, right] of [[aParaphrase, a] as const, [bParaphrase, b] as const]) {
      const vector = vectorOf(question);
      const candidates = vectors
        .map((other, index) => candidateOf(stored[index] ?? "", cosineSimilarity(vector, other)))
        .filter(({ similarity }) => similarity >= NEAR)
        .sort((one, other) => other.similarity - one.similarity)
        .slice(0, BROUGHT_ALONG);
      if (candidates.length === 0) continue;
      asked++;
      const query = { wordHashes: wordHashes(canonicalizePrompt(question)) };
      if (candidates[0]?.entryId === right) rightBySimilarity++;
      if (orderByWords(query, candidates, NEAR)[0]?.entryId === right) rightByWords++;
    }
  }
  return { asked, rightBySimilarity: rightBySimilarity / asked, rightByWords: rightByWords / asked };
}

/** A search brings the answers of so many. */
const BROUGHT_ALONG = 3;

function candidateOf(prompt: string, similarity: number) {
  const common = { entryId: prompt, answerId: prompt, createdAtMs: 0 };
  const about = { tags: [], model: undefined, category: undefined, usage: undefined };
  const living = { entry: { ...common, ...about, prompt, response: "" }, remainingMs: 1, staleMs: 0 };
  return { ...common, similarity, living, wordHashes: new Uint32Array(0), vector: undefined };
}
