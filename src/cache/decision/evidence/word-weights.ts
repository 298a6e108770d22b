/** Counted words are forgotten by halves beyond this many, so that memory stays bounded. */
const MAX_WORDS = 50_000;

/**
 * How rare words are among the stored questions: inverse document frequency, ln((n + 1) / (df + 0.5)), by 32-bit hash. Words that were
 * never seen weigh the most.
 */
export class WordWeights {
  readonly #frequencies = new Map<number, number>();
  #questions = 0;

  /** Counts the words of one stored question. */
  learn(wordHashes: Uint32Array): void {
    this.#questions++;
    for (const hash of wordHashes) this.#frequencies.set(hash, (this.#frequencies.get(hash) ?? 0) + 1);
    if (this.#frequencies.size > MAX_WORDS) this.#forgetRarest();
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

  #forgetRarest(): void {
    for (const [hash, count] of this.#frequencies) if (count < 2) this.#frequencies.delete(hash);
    if (this.#frequencies.size > MAX_WORDS) this.#frequencies.clear();
  }
}
