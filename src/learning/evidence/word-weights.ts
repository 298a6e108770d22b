/** Words that are counted, at most. */
export const MAX_WORDS = 50_000;

/** In how many questions each word occurs, by its hash. */
export interface WordCounts {
  readonly questions: number;
  readonly words: ReadonlyMap<number, number>;
}

/**
 * How rare words are in the stored questions: inverse document frequency, ln((n + 1) / (df + 0.5)), by 32-bit hash. Words that
 * were never seen have the largest weight. With more than 50,000 words the rarest are forgotten.
 */
export class WordWeights {
  #frequencies = new Map<number, number>();
  #questions = 0;
  /** Counted here, and not yet written to Redis. */
  #fresh = new Map<number, number>();
  #freshQuestions = 0;

  /** Counts the words of one stored question. */
  learn(wordHashes: Uint32Array): void {
    this.#questions++;
    this.#freshQuestions++;
    for (const hash of wordHashes) {
      this.#frequencies.set(hash, (this.#frequencies.get(hash) ?? 0) + 1);
      this.#fresh.set(hash, (this.#fresh.get(hash) ?? 0) + 1);
    }
    if (this.#frequencies.size > MAX_WORDS) forgetRarest(this.#frequencies);
    if (this.#fresh.size > MAX_WORDS) this.#fresh.clear();
  }

  /** One weight per word, 0 or more. */
  weightsOf(wordHashes: Uint32Array): Float64Array {
    const weights = new Float64Array(wordHashes.length);
    for (let word = 0; word < weights.length; word++) {
      const frequency = this.#frequencies.get(wordHashes[word]!) ?? 0;
      weights[word] = Math.max(0, Math.log((this.#questions + 1) / (frequency + 0.5)));
    }
    return weights;
  }

  get questions(): number {
    return this.#questions;
  }

  /** What is to be written to Redis. Call `settle` when it was written. */
  get fresh(): WordCounts {
    return { questions: this.#freshQuestions, words: new Map(this.#fresh) };
  }

  settle({ questions, words }: WordCounts): void {
    this.#freshQuestions = Math.max(0, this.#freshQuestions - questions);
    for (const [hash, count] of words) {
      const left = (this.#fresh.get(hash) ?? 0) - count;
      if (left > 0) this.#fresh.set(hash, left);
      else this.#fresh.delete(hash);
    }
  }

  /** Replaces the counts with those of all instances, plus those that are not yet written. */
  adopt({ questions, words }: WordCounts): void {
    this.#questions = questions + this.#freshQuestions;
    this.#frequencies = new Map(words);
    for (const [hash, count] of this.#fresh) {
      this.#frequencies.set(hash, (this.#frequencies.get(hash) ?? 0) + count);
    }
    if (this.#frequencies.size > MAX_WORDS) forgetRarest(this.#frequencies);
  }
}

function forgetRarest(frequencies: Map<number, number>): void {
  for (let least = 2; frequencies.size > MAX_WORDS / 2 && least < 1e6; least *= 2) {
    for (const [hash, count] of frequencies) if (count < least) frequencies.delete(hash);
  }
}
