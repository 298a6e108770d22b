import { OctavecError } from "../../errors/index.js";
import { toVector } from "./to-vector.js";

/** What a model's vectors are checked against. */
interface Expected {
  /** How the message calls the model, such as `"The model of Ollama"`. */
  readonly what: string;
  readonly count: number;
  readonly dimension: number;
  /** Position of the first text in the caller's list. */
  readonly firstIndex: number;
}

/**
 * Checks and copies the vectors that a model gave for a batch.
 * @throws OctavecError `EMBEDDING_FAILED` for another number of vectors, another length, or components that no vector may have.
 */
export function toVectors(given: unknown, { what, count, dimension, firstIndex }: Expected): Float32Array[] {
  const vectors: unknown[] = Array.isArray(given) ? given : [];
  if (vectors.length !== count) {
    throw new OctavecError("EMBEDDING_FAILED", `${what} gave ${vectors.length} vectors for ${count} texts.`, {
      details: { expected: count, actual: vectors.length },
    });
  }
  return vectors.map((vector, index) => {
    const isList = Array.isArray(vector) || ArrayBuffer.isView(vector);
    return toVector(isList ? (vector as ArrayLike<unknown>) : [], dimension, firstIndex + index);
  });
}
