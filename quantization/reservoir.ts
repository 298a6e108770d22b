import { SeededRandom } from "./seeded-random.js";

/**
 * A uniform sample of at most `capacity` vectors from a stream of unknown length (Vitter's algorithm R). The same stream and
 * seed give the same sample.
 */
export class Reservoir {
  readonly capacity: number;
  readonly #random: SeededRandom;
  readonly #kept: Float32Array[] = [];
  #seen = 0;

  constructor(capacity: number, seed: number) {
    this.capacity = capacity;
    this.#random = new SeededRandom(seed);
  }

  /** Offers a vector to the sample, which keeps it without a copy, or not. */
  offer(vector: Float32Array): void {
    this.#seen++;
    if (this.#kept.length < this.capacity) {
      this.#kept.push(vector);
      return;
    }
    const place = this.#random.below(this.#seen);
    if (place < this.capacity) this.#kept[place] = vector;
  }

  /** The sample in a seeded random order, so that neighbours in the stream are separated. */
  shuffled(): Float32Array[] {
    const vectors = [...this.#kept];
    const random = new SeededRandom(this.#seen >>> 0);
    for (let i = vectors.length - 1; i > 0; i--) {
      const other = random.below(i + 1);
      [vectors[i], vectors[other]] = [vectors[other]!, vectors[i]!];
    }
    return vectors;
  }
}
