import { LRUCache } from "lru-cache";
import type { Embedder } from "../../embedding/index.js";
import type { EmbeddedQuestion } from "./query-vector.js";

/** Of each embedder: the vectors of about 2,000 questions at 512 dimensions. */
const MAX_BYTES = 8 * 2 ** 20;
const BYTES_PER_NUMBER = 4;
/** Estimated bytes of the objects around the numbers. */
const OVERHEAD_BYTES = 500;

/** Shared by the caches of one embedder, so that a thousand tenants take no more memory than one. */
const OF_EMBEDDERS = new WeakMap<Embedder, LRUCache<string, EmbeddedQuestion>>();

/**
 * The vectors of the questions that were asked last, by `vectorKeyOf`. Whoever finds one here needs one round trip for a
 * look-up instead of two, and no call of the embedder.
 */
export class RecentQueries {
  readonly #quantization: "q8" | "none";
  readonly #held: LRUCache<string, EmbeddedQuestion>;

  constructor(embedder: Embedder, quantization: "q8" | "none") {
    this.#quantization = quantization;
    const known = OF_EMBEDDERS.get(embedder);
    this.#held =
      known ??
      new LRUCache({
        maxSize: MAX_BYTES,
        sizeCalculation: ({ vector }, key) =>
          2 * (BYTES_PER_NUMBER * vector.length + key.length) + OVERHEAD_BYTES,
      });
    if (known === undefined) OF_EMBEDDERS.set(embedder, this.#held);
  }

  get(key: string): EmbeddedQuestion | undefined {
    return this.#held.get(this.#keyOf(key));
  }

  /** Copies the vector, because an embedder may use its array again. @returns what is kept. */
  keep(key: string, question: EmbeddedQuestion): EmbeddedQuestion {
    const kept = { ...question, vector: question.vector.slice() };
    this.#held.set(this.#keyOf(key), kept);
    return kept;
  }

  /** The error of a code depends on the quantization. */
  #keyOf(key: string): string {
    return `${this.#quantization}:${key}`;
  }
}
