import { gaussian, seededRandom } from "../random.js";

/** Vectors of one chunk. A chunk depends on the seed and its number only, so a run that was stopped makes the same ones again. */
export const CHUNK = 1_000;
const CENTRES = 2_000;
const NOISE = 0.7;

/** An endless stream of clustered unit vectors. It makes a chunk at a time, so a million of them are never in memory at once. */
export class VectorStream {
  readonly #centres: readonly Float32Array[];

  constructor(
    readonly dimension: number,
    private readonly seed: number,
  ) {
    const random = seededRandom(seed);
    this.#centres = Array.from({ length: CENTRES }, () =>
      Float32Array.from({ length: dimension }, () => gaussian(random)),
    );
  }

  /** @param number - From 0; -1 is the chunk of the queries, of which no vector is stored. */
  chunk(number: number): Float32Array[] {
    const random = seededRandom(this.seed + 7_919 * (number + 2));
    return Array.from({ length: CHUNK }, () => {
      const centre = this.#centres[Math.floor(random() * CENTRES)]!;
      return unit(centre.map((component) => component + NOISE * gaussian(random)));
    });
  }
}

function unit(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const component of vector) sum += component * component;
  const norm = Math.sqrt(sum);
  return vector.map((component) => component / norm);
}
