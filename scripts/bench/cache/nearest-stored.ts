import { cosineSimilarity, dotFloat32, unitVector } from "../../../quantization/index.js";

/** Neighbours kept per question; when none of them is stored, every stored one is compared, unless it would be too far. */
const KEPT = 256;

export interface NearestStored {
  readonly index: number;
  readonly similarity: number;
}

/** The nearest stored vector by exact float32 comparison, for a stream in which the vectors are stored one by one. */
export class ExactNeighbours {
  readonly #vectors: readonly Float32Array[];
  readonly #neighbours: Int32Array[];

  /** Compares every vector with every other once: half a microsecond per pair of 512 dimensions. */
  constructor(vectors: readonly Float32Array[]) {
    this.#vectors = vectors.map((vector) => unitVector(vector));
    this.#neighbours = this.#vectors.map((vector) => {
      const dots = Float64Array.from(this.#vectors, (other) => dotFloat32(vector, other));
      const least = dots.toSorted().at(-KEPT) ?? -1;
      const near = Int32Array.from(dots.keys()).filter((row) => dots[row]! >= least);
      return near.sort((a, b) => dots[b]! - dots[a]!);
    });
  }

  /** Undefined where none is stored, or none as near as `least`; one below `least` may be given all the same. */
  nearest(asked: number, stored: ReadonlySet<number>, least = -1): NearestStored | undefined {
    const kept = this.#neighbours[asked]!;
    const index = kept.find((row) => row !== asked && stored.has(row));
    if (index !== undefined) return { index, similarity: this.#similarity(asked, index) };
    const farthest = kept.at(-1);
    // The kept ones were ranked by inner products, which differ from cosines by float32 rounding.
    const reach = farthest === undefined ? 1 : this.#similarity(asked, farthest) + 1e-6;
    return reach < least ? undefined : this.#best(asked, stored);
  }

  #best(asked: number, candidates: Iterable<number>): NearestStored | undefined {
    let best: NearestStored | undefined;
    for (const index of candidates) {
      const similarity = this.#similarity(asked, index);
      if (best === undefined || similarity > best.similarity) best = { index, similarity };
    }
    return best;
  }

  #similarity(a: number, b: number): number {
    return cosineSimilarity(this.#vectors[a]!, this.#vectors[b]!);
  }
}
