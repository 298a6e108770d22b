import type { Embedder } from "../embedding/index.js";
import { OctavecError } from "../errors/index.js";
import type { CacheParts } from "./cache-parts.js";
import { within } from "./within.js";

/**
 * The vector of a question, within `embedTimeoutMs`; all who ask for the same text at the same time share one call.
 * @throws what the embedder throws, `TIMEOUT`, or `EMBEDDING_FAILED` for what is no vector of its dimension; the signal's
 * reason.
 */
export async function embedQuestion(
  { settings, flights }: CacheParts,
  embedder: Embedder,
  text: string,
  signal: AbortSignal | undefined,
): Promise<{ vector: Float32Array; joined: boolean }> {
  const { value, joined } = await flights.embeddings.run(
    text,
    (shared) =>
      within(settings.embedTimeoutMs, shared, async (bounded) => {
        const [vector] = await embedder.embed([text], { signal: bounded });
        return checked(vector, embedder.dimension);
      }),
    { signal },
  );
  return { vector: value, joined };
}

function checked(vector: Float32Array | undefined, dimension: number): Float32Array {
  if (vector instanceof Float32Array && vector.length === dimension && isDirection(vector)) return vector;
  throw new OctavecError(
    "EMBEDDING_FAILED",
    `The embedder gave no usable vector: expected ${dimension} finite numbers, not all of them 0.`,
  );
}

function isDirection(vector: Float32Array): boolean {
  return vector.every(Number.isFinite) && vector.some((value) => value !== 0);
}
