import { canonicalizePrompt, wordHashes } from "../../text/index.js";
import type { DecisionQuery } from "../contract/index.js";
import type { EntryCandidate } from "../entries/index.js";

/**
 * Added to the cosine if all words are the same; half of it if half of the words are. So words decide only among candidates whose
 * similarities differ by less than this.
 */
const WORDS_WEIGHT = 0.05;

/**
 * Orders the candidates that may be served by their similarity and the words that they have in common with the question, because
 * an encoder puts "for cats" and "for dogs" closer together than it knows. The others follow as they were.
 *
 * @param candidates - Best first by similarity. Only those that brought their answer along take part.
 * @param least - The similarity below which nothing is served.
 */
export function orderByWords(
  query: Pick<DecisionQuery, "wordHashes">,
  candidates: readonly EntryCandidate[],
  least: number,
): readonly EntryCandidate[] {
  const rivals = rivalsOf(candidates, least);
  if (rivals < 2) return candidates;
  const scored = candidates.slice(0, rivals).map((candidate) => ({
    candidate,
    score: candidate.similarity + WORDS_WEIGHT * agreement(query.wordHashes, wordsOf(candidate)),
  }));
  scored.sort((a, b) => b.score - a.score);
  return [...scored.map(({ candidate }) => candidate), ...candidates.slice(scored.length)];
}

/** How many of the first candidates may be served and are so near to the first one that words can put them before it. */
function rivalsOf(candidates: readonly EntryCandidate[], least: number): number {
  const farthest = Math.max(least, (candidates[0]?.similarity ?? 1) - WORDS_WEIGHT);
  const end = candidates.findIndex(
    ({ similarity, living }) => !(similarity >= farthest) || living === undefined,
  );
  return end < 0 ? candidates.length : end;
}

function wordsOf({ wordHashes: stored, living }: EntryCandidate): Uint32Array {
  if (stored.length > 0 || living === undefined) return stored;
  return wordHashes(canonicalizePrompt(living.entry.prompt));
}

/** Jaccard similarity of two sorted lists, 0 … 1. */
function agreement(words: Uint32Array, others: Uint32Array): number {
  let [other, common] = [0, 0];
  for (const hash of words) {
    while (other < others.length && others[other]! < hash) other++;
    if (other < others.length && others[other] === hash) common++;
  }
  return common / Math.max(1, words.length + others.length - common);
}
