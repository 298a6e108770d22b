import { SeededRandom } from "./seeded-random.js";

/**
 * A uniform sample of at most `capacity` whole vectors from a stream of unknown length (Vitter's algorithm R).
 * Seeded: the same stream and seed keep the same vectors. Whole vectors keep the correlations that pair errors need.
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

  /** Keeps the vector (itself, not a copy) with the probability that makes the sample uniform. */
  offer(vector: Float32Array): void {
    this.#seen++;
    if (this.#kept.length < this.capacity) {
      this.#kept.push(vector);
      return;
    }
    const place = this.#random.below(this.#seen);
    if (place < this.capacity) this.#kept[place] = vector;
  }

  /** The kept vectors in a seeded random order, so that neighbours in the stream do not stay together. */
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
