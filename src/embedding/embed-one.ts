import { OctavecError } from "../errors/index.js";
import { checkEmbedder } from "../options/index.js";
import type { Embedder, EmbedOptions } from "./contract/embedder.js";

/**
 * The vector of one text: what `embedder.embed([text])` gives, checked to be one `Float32Array` of the embedder's dimension.
 *
 * @example
 * import { embedOne } from "octavec/embedding";
 *
 * const vector = await embedOne(embedder, "What is a vector set?");
 * const hits = await articles.search({ vector, limit: 5 });
 * @throws OctavecError `INVALID_ARGUMENT` for a value that is no text or a blank one, `INVALID_OPTIONS` for a value that is no
 *   embedder, `EMBEDDING_FAILED` for another number of vectors or another length; what the embedder fails with.
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
  const count = Array.isArray(vectors) ? vectors.length : 0;
  if (count !== 1) {
    throw new OctavecError("EMBEDDING_FAILED", `The embedder gave ${count} vectors for one text.`, {
      details: { expected: 1, actual: count },
    });
  }
  const [vector] = vectors;
  const { dimension } = embedder;
  if (vector instanceof Float32Array && vector.length === dimension) return vector;
  const got = vector instanceof Float32Array ? `one of ${vector.length} components` : "something else";
  throw new OctavecError(
    "EMBEDDING_FAILED",
    `The embedder's dimension is ${dimension}: expected a Float32Array of that length, got ${got}. Correct dimension, or embed.`,
    { details: { expected: dimension } },
  );
}
