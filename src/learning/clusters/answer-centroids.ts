import { LRUCache } from "lru-cache";
import { dotFloat32 } from "../../../quantization/index.js";

/** Ids of the latest entries that are kept for each answer. */
const MAX_ENTRY_IDS = 32;

/** A mean of 64 questions hardly changes any more, so only one in 8 further hits is added to it. */
const SETTLED = 64;
const SETTLED_EVERY = 8;

/** The centroid of the questions of one answer in one scope. */
export interface AnswerCentroid {
  readonly scopeId: string;
  readonly answerId: string;
  /** Mean of the unit vectors of its questions. The farther apart they are, the shorter it is. */
  readonly mean: Float32Array;
  /** Questions in the mean: stored ones and hits by meaning. */
  count: number;
  /** Stored questions. */
  entries: number;
  hits: number;
  readonly entryIds: Set<string>;
  /** Entry id of the stored question that was nearest to the mean when it was stored. */
  representative: string | undefined;
  representativeSimilarity: number;
}

/** The centroids of the answers that were used last. */
export class AnswerCentroids {
  readonly #answers: LRUCache<string, AnswerCentroid>;

  /** @param max - Answers that are kept, at most. Each takes 4 bytes per dimension and about 3 KiB. */
  constructor(max: number) {
    this.#answers = new LRUCache({ max });
  }

  /** A question was stored with its answer. */
  stored(scopeId: string, answerId: string, entryId: string, vector: Float32Array): void {
    const answer = this.#of(scopeId, answerId, vector.length);
    const similarity = addTo(answer, vector);
    answer.entries++;
    answer.entryIds.delete(entryId);
    answer.entryIds.add(entryId);
    for (const oldest of answer.entryIds) {
      if (answer.entryIds.size <= MAX_ENTRY_IDS) break;
      answer.entryIds.delete(oldest);
    }
    if (answer.representative !== undefined && similarity < answer.representativeSimilarity) return;
    answer.representative = entryId;
    answer.representativeSimilarity = similarity;
  }

  /** A question was answered. `vector`: undefined for exact hits. */
  served(scopeId: string, answerId: string, vector: Float32Array | undefined): void {
    if (vector === undefined) {
      const known = this.#answers.get(answerKey(scopeId, answerId));
      if (known !== undefined) known.hits++;
      return;
    }
    const answer = this.#of(scopeId, answerId, vector.length);
    if (answer.count < SETTLED || answer.hits % SETTLED_EVERY === 0) addTo(answer, vector);
    answer.hits++;
  }

  of(key: string): AnswerCentroid | undefined {
    return this.#answers.peek(key);
  }

  /** Sorted by scope and answer, so that the result does not depend on the order of use. */
  all(): AnswerCentroid[] {
    return [...this.#answers.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, answer]) => answer);
  }

  clear(): void {
    this.#answers.clear();
  }

  #of(scopeId: string, answerId: string, dimension: number): AnswerCentroid {
    const key = answerKey(scopeId, answerId);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer: AnswerCentroid = {
      scopeId,
      answerId,
      mean: new Float32Array(dimension),
      count: 0,
      entries: 0,
      hits: 0,
      entryIds: new Set(),
      representative: undefined,
      representativeSimilarity: -1,
    };
    this.#answers.set(key, answer);
    return answer;
  }
}

/** All scope ids have one length, so different pairs have different keys. */
export function answerKey(scopeId: string, answerId: string): string {
  return `${scopeId}:${answerId}`;
}

/** Adds a vector to the mean. @returns its cosine similarity to the new mean. */
function addTo(answer: AnswerCentroid, vector: Float32Array): number {
  const { mean } = answer;
  const length = Math.sqrt(dotFloat32(vector, vector));
  if (length === 0) return 0;
  answer.count++;
  let [dot, square] = [0, 0];
  for (let j = 0; j < mean.length; j++) {
    const unit = vector[j]! / length;
    const value = mean[j]! + (unit - mean[j]!) / answer.count;
    mean[j] = value;
    dot += value * unit;
    square += value * value;
  }
  return square === 0 ? 0 : dot / Math.sqrt(square);
}
