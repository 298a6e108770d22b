interface Neighbour {
  readonly index: number;
  readonly cosine: number;
}

/** The exact nearest neighbours of some queries among the unit vectors seen so far. A vector is looked at once and not kept. */
export class RunningNeighbours {
  readonly #best: Neighbour[][];

  constructor(
    private readonly queries: readonly Float32Array[],
    private readonly limit: number,
  ) {
    this.#best = queries.map(() => []);
  }

  add(index: number, vector: Float32Array): void {
    for (const [place, query] of this.queries.entries()) {
      const cosine = dot(query, vector);
      const best = this.#best[place]!;
      if (best.length === this.limit && cosine <= best.at(-1)!.cosine) continue;
      const at = best.findIndex((other) => other.cosine < cosine);
      best.splice(at < 0 ? best.length : at, 0, { index, cosine });
      if (best.length > this.limit) best.pop();
    }
  }

  /** Ids of the nearest of query number `place`. */
  idsOf(place: number): ReadonlySet<string> {
    return new Set(this.#best[place]!.map(({ index }) => String(index)));
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += a[place]! * b[place]!;
  return sum;
}
