import { cosineSimilarity, Float32Scan, unitVector } from "../../../quantization/index.js";

/** Neighbours kept per question; when none of them is stored, every stored one is compared. */
const KEPT = 64;

export interface NearestStored {
  readonly index: number;
  readonly similarity: number;
}

/** The nearest stored vector by exact float32 comparison, for a stream in which the vectors are stored one by one. */
export class ExactNeighbours {
  readonly #vectors: readonly Float32Array[];
  readonly #neighbours: Int32Array[];

  /** Compares all with all once. `onProgress` after each. */
  constructor(vectors: readonly Float32Array[], onProgress: () => void = () => {}) {
    this.#vectors = vectors.map((vector) => unitVector(vector));
    const scan = new Float32Scan(this.#vectors);
    this.#neighbours = this.#vectors.map((vector) => {
      const dots = scan.dots(vector);
      const least = Float64Array.from(dots).sort().at(-KEPT) ?? -1;
      const near = Int32Array.from(dots.keys()).filter((row) => dots[row]! >= least);
      onProgress();
      return near.sort((a, b) => dots[b]! - dots[a]!);
    });
  }

  nearest(asked: number, stored: ReadonlySet<number>): NearestStored | undefined {
    const near = [...this.#neighbours[asked]!].filter((index) => index !== asked && stored.has(index));
    return this.#best(asked, near) ?? this.#best(asked, stored);
  }

  #best(asked: number, candidates: Iterable<number>): NearestStored | undefined {
    let best: NearestStored | undefined;
    for (const index of candidates) {
      const similarity = cosineSimilarity(this.#vectors[asked]!, this.#vectors[index]!);
      if (best === undefined || similarity > best.similarity) best = { index, similarity };
    }
    return best;
  }
}
