import type { DecisionQuery, Neighbour } from "../../cache/contract/index.js";
import type { WordWeights } from "./word-weights.js";

/** Neighbours that vote on the answer. */
const VOTERS = 10;
/** The smaller it is, the less a vote with a low similarity weighs. */
const TEMPERATURE = 0.05;

/** Names of the features, in the order of {@link Evidence.features}. */
export const FEATURE_NAMES = [
  "similarity",
  "logDistance",
  "margin",
  "voteShare",
  "meanOfTop3",
  "jaccard",
  "wordsOfAnswer",
  "wordsOfOthers",
  "storedQuestions",
] as const;

export const FEATURE_COUNT = FEATURE_NAMES.length;

/** The evidence for the answer with the most votes. */
export interface Evidence {
  /** The answer with the most votes. */
  readonly answerId: string;
  /** Its nearest entry, which would be served. */
  readonly entryId: string;
  /** Unscaled. */
  readonly features: Float64Array;
}

/**
 * The ten nearest entries vote for their answers with weights exp((s − s₁) / 0.05). The features of the winner:
 *
 * - `similarity`: s of its nearest entry
 * - `logDistance`: ln(1 − s + 0.01)
 * - `margin`: s minus the highest similarity of another answer
 * - `voteShare`: its share of the votes
 * - `meanOfTop3`: mean of its three highest similarities
 * - `jaccard`: Jaccard similarity of the content words of the question and of its nearest entry
 * - `wordsOfAnswer`: share of the question's words, weighted by their rarity, that all its entries contain together
 * - `wordsOfOthers`: the largest such share that a single entry of another answer contains
 * - `storedQuestions`: ln(1 + stored questions), because the same evidence says more in a fuller cache
 */
export function evidenceOf(
  query: Pick<DecisionQuery, "wordHashes">,
  neighbours: readonly Neighbour[],
  words: WordWeights,
): Evidence | undefined {
  const nearest = neighbours[0];
  if (nearest === undefined) return undefined;
  const { answerId, share } = vote(neighbours, nearest.similarity);
  const { wordHashes } = query;
  const weights = words.weightsOf(wordHashes);
  const foundInOwn = new Uint8Array(wordHashes.length);
  const found = new Uint8Array(wordHashes.length);
  let best: Neighbour | undefined;
  let rival: number | undefined;
  let [own, topSum, jaccard, otherMass] = [0, 0, 0, 0];
  for (const neighbour of neighbours) {
    const common = markCommon(wordHashes, neighbour.wordHashes, found);
    if (neighbour.answerId === answerId) {
      if (best === undefined) {
        best = neighbour;
        jaccard = common / Math.max(1, wordHashes.length + neighbour.wordHashes.length - common);
      }
      if (own++ < 3) topSum += neighbour.similarity;
      for (let word = 0; word < found.length; word++) foundInOwn[word]! |= found[word]!;
    } else {
      rival ??= neighbour.similarity;
      otherMass = Math.max(otherMass, massOf(weights, found));
    }
  }
  const { entryId, similarity } = best ?? nearest;
  const mass = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  rival ??= neighbours.at(-1)?.similarity ?? 0;
  const features = Float64Array.of(
    similarity,
    Math.log(Math.max(0, 1 - similarity) + 0.01),
    similarity - rival,
    share,
    topSum / Math.min(3, own),
    jaccard,
    massOf(weights, foundInOwn) / mass,
    otherMass / mass,
    Math.log(1 + words.questions),
  );
  return { answerId, entryId, features };
}

function vote(neighbours: readonly Neighbour[], best: number): { answerId: string; share: number } {
  const votes = new Map<string, number>();
  const voters = Math.min(VOTERS, neighbours.length);
  let total = 0;
  for (let index = 0; index < voters; index++) {
    const { answerId, similarity } = neighbours[index]!;
    const weight = Math.exp((similarity - best) / TEMPERATURE);
    votes.set(answerId, (votes.get(answerId) ?? 0) + weight);
    total += weight;
  }
  let winner = { answerId: "", share: 0 };
  for (const [answerId, weight] of votes) {
    if (weight / total > winner.share) winner = { answerId, share: weight / total };
  }
  return winner;
}

/** Marks and counts the words of one sorted list that are also in another sorted list. */
function markCommon(words: Uint32Array, others: Uint32Array, found: Uint8Array): number {
  let [other, common] = [0, 0];
  for (let word = 0; word < words.length; word++) {
    const hash = words[word]!;
    while (other < others.length && others[other]! < hash) other++;
    const isCommon = other < others.length && others[other] === hash;
    found[word] = isCommon ? 1 : 0;
    if (isCommon) common++;
  }
  return common;
}

function massOf(weights: Float64Array, found: Uint8Array): number {
  let mass = 0;
  for (let word = 0; word < weights.length; word++) if (found[word] === 1) mass += weights[word]!;
  return mass;
}
