import { OctavecError } from "../errors/index.js";
import { checkEmbedder } from "../options/index.js";
import type { Embedder, EmbedOptions } from "./embedder.js";

/**
 * The vector of one text.
 *
 * @example
 * const vector = await embedOne(embedder, "What is a vector set?");
 * await articles.search({ vector, limit: 5 });
 * @throws OctavecError `INVALID_ARGUMENT` for a text that is none or blank, `INVALID_OPTIONS` for what is no embedder; what the
 *   embedder fails with.
 */
export async function embedOne(
  embedder: Embedder,
  text: string,
  options?: EmbedOptions,
): Promise<Float32Array> {
  checkEmbedder(embedder);
  if (typeof text !== "string") {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `embedOne: expected a text, got ${Array.isArray(text) ? "a list" : typeof text}. For several texts write embedder.embed(texts).`,
    );
  }
  const vectors = await embedder.embed([text], options);
  const [vector] = vectors;
  if (vector !== undefined && vectors.length === 1) return vector;
  throw new OctavecError("EMBEDDING_FAILED", `The embedder gave ${vectors.length} vectors for one text.`, {
    details: { expected: 1, actual: vectors.length },
  });
}
