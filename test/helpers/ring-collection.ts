import type { SearchHit, SearchQuery } from "../../src/index.js";
import type { TunedCollection } from "../../src/repository/tuning/tuned-collection.js";
import { ScriptedExecutor } from "./scripted-executor.js";
import { cosine } from "./seeded-vectors.js";

export interface RingOptions {
  readonly count?: number;
  readonly quantization?: "q8" | "none" | "bin";
  readonly precision?: "native" | "residual" | "float32" | "int8";
  /** The server's similarity of two elements, by their numbers. Default: the true one. */
  readonly seen?: (a: number, b: number) => number;
  /** Share of the nearest that a graph search finds with an EF. Default: all. */
  readonly recallAt?: (ef: number) => number;
}

/** Vectors of two dimensions around a circle, each a little farther from the one before, so that no two are equally near. */
export function ringVector(n: number): Float32Array {
  const angle = n / 100 + n ** 2 / 100_000;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

/** A collection without a server, whose searches find as much as the options say. It keeps the queries that it got. */
export class RingCollection implements TunedCollection {
  readonly queries: SearchQuery[] = [];
  readonly inputDimension = 2;
  readonly executor: ScriptedExecutor;
  readonly #count: number;

  constructor(private readonly options: RingOptions = {}) {
    this.#count = options.count ?? 200;
    const ids = Array.from({ length: this.#count }, (_, n) => String(n));
    this.executor = new ScriptedExecutor(() => ids);
  }

  async search(query: SearchQuery): Promise<SearchHit[]> {
    query.signal?.throwIfAborted();
    this.queries.push(query);
    const { vector = [], limit = 10, ef = 100, exhaustive } = query;
    const { seen, recallAt = () => 1, quantization = "q8" } = this.options;
    const own = this.#nearestTo(vector);
    // Rescored searches see what is true, those of float32 too.
    const isTrue = query.precision === "rescored" || quantization === "none" || seen === undefined;
    const similarityOf = (n: number) =>
      n === own ? 1 : isTrue ? cosine(ringVector(n), vector) : seen(own, n);
    const all = Array.from({ length: this.#count }, (_, n) => n)
      .map((n) => ({ id: String(n), similarity: similarityOf(n), score: 1 }))
      .sort((a, b) => b.similarity - a.similarity);
    if (exhaustive) return all.slice(0, limit);
    // The query's own element is always found.
    const [first, ...others] = all.slice(0, limit);
    const found = others.slice(0, Math.round(recallAt(ef) * others.length));
    return [first!, ...found, ...all.slice(all.length - others.length + found.length)];
  }

  #nearestTo(vector: ArrayLike<number>): number {
    let best = 0;
    for (let n = 1; n < this.#count; n++)
      if (cosine(ringVector(n), vector) > cosine(ringVector(best), vector)) best = n;
    return best;
  }

  async get(id: string) {
    return { vector: ringVector(Number(id)) };
  }

  async info() {
    return { key: "{n:c}:v", count: this.#count, quantization: this.options.quantization ?? "q8" };
  }

  async precisionReport() {
    return { precision: this.options.precision ?? "native" };
  }
}
