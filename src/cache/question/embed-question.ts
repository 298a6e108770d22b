import { withinOptions } from "../../async/index.js";
import type { Embedder } from "../../embedding/index.js";
import { OctavecError } from "../../errors/index.js";
import { type EmbeddedQuestion, queryVectorOf } from "./query-vector.js";
import type { QuestionContext } from "./question-context.js";

/**
 * Embeds a question within `embedTimeoutMs`, unless its vector is at hand. Callers who need the same text at the same time
 * share one call. `isOwn`: this caller's call of the embedder gave the vector.
 * @throws what the embedder throws; `TIMEOUT`; `EMBEDDING_FAILED` if it gives no vector of its dimension; the signal's reason.
 */
export async function embedQuestion(
  { settings, embeddings, recent }: QuestionContext,
  embedder: Embedder,
  text: string,
  signal: AbortSignal | undefined,
): Promise<{ question: EmbeddedQuestion; isOwn: boolean }> {
  const known = recent?.get(text);
  if (known !== undefined) return { question: known, isOwn: false };
  const { value: question, joined } = await embeddings.run(
    text,
    async (shared) => {
      const vector = await withinOptions(settings.embedTimeoutMs, shared, async (options) => {
        const [given] = await embedder.embed([text], options);
        return checked(given, embedder.dimension);
      });
      const query = queryVectorOf(vector, settings.index.quantization);
      const made: EmbeddedQuestion = { vector, query, hasExactEntry: false };
      return recent?.keep(text, made) ?? made;
    },
    { signal },
  );
  return { question, isOwn: !joined };
}

function checked(vector: Float32Array | undefined, dimension: number): Float32Array {
  if (vector instanceof Float32Array && vector.length === dimension && isDirection(vector)) return vector;
  throw new OctavecError(
    "EMBEDDING_FAILED",
    `The embedder gave no usable vector: expected ${dimension} finite numbers, not all of them 0.`,
  );
}

function isDirection(vector: Float32Array): boolean {
  // In double precision the square of a float32 never overflows, and only that of 0 is 0.
  let squares = 0;
  for (let index = 0; index < vector.length; index++) squares += vector[index]! * vector[index]!;
  return squares > 0 && squares < Number.POSITIVE_INFINITY;
}
