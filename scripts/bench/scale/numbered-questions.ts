import type { Embedder } from "../../../src/embedding/index.js";
import { gaussian, seededRandom } from "../random.js";
import { CHUNK, type VectorStream } from "./vector-stream.js";

/** Chunks of vectors that are kept: the one that is stored, and those that the questions ask for. */
const KEPT = 4;
/** A question is this far from its stored one: a cosine of about 0.95 in 256 dimensions. */
const NOISE = 0.02;

/**
 * Questions that are numbers. `v17` has vector 17 of the stream, and `q17` one that is near it. Embedding costs nothing, so that
 * what is measured is the cache.
 */
export function numberedQuestions(stream: VectorStream): Embedder {
  const chunks = new Map<number, readonly Float32Array[]>();
  const vectorOf = (index: number): Float32Array => {
    const number = Math.floor(index / CHUNK);
    let chunk = chunks.get(number);
    if (chunk === undefined) {
      chunk = stream.chunk(number);
      chunks.set(number, chunk);
      if (chunks.size > KEPT) chunks.delete(chunks.keys().next().value!);
    }
    return chunk[index - number * CHUNK]!;
  };
  return {
    model: "numbered",
    dimension: stream.dimension,
    embed: async (texts) =>
      texts.map((text) => {
        const index = Number.parseInt(text.slice(1), 10);
        return text.startsWith("q") ? reworded(vectorOf(index), index) : vectorOf(index);
      }),
  };
}

/** The same each time, so that a question that was asked before is the same question. */
function reworded(vector: Float32Array, index: number): Float32Array {
  const random = seededRandom(index);
  return vector.map((component) => component + NOISE * gaussian(random));
}
