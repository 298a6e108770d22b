import { embedOne } from "../../embedding/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { ToolCall } from "../contract/tool.js";

/**
 * The vectors of texts for a collection.
 *
 * @param dimension - Components of the vectors that the collection takes.
 * @throws OctavecError `INVALID_ARGUMENT` without an embedder; `DIMENSION_MISMATCH` if its vectors have another length;
 * `EMBEDDING_FAILED`; the signal's reason.
 */
export async function embedText(
  { reach: { embedder }, signal }: ToolCall,
  text: string,
  dimension: number,
): Promise<Float32Array> {
  if (embedder === undefined) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "text: this server has no embedder, so it cannot make a vector of a text. Give a vector, or set up an embedder.",
    );
  }
  if (embedder.dimension !== dimension) {
    throw new OctavecError(
      "DIMENSION_MISMATCH",
      `text: the embedder of this server makes vectors of ${embedder.dimension} components, and the collection has ${dimension}. ` +
        "Give a vector of the model that the collection was made with.",
      { details: { expected: dimension, actual: embedder.dimension } },
    );
  }
  try {
    return await embedOne(embedder, text, { signal });
  } catch (error) {
    if (isOctavecError(error) || signal.aborted) throw error;
    // Its message may quote the text.
    throw new OctavecError("EMBEDDING_FAILED", "The embedder of this server failed.", { cause: error });
  }
}
