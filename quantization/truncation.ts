import { QuantizationError } from "./errors.js";
import { float32Vector, type VectorLike } from "./float32-vector.js";
import { unitVector } from "./similarity.js";

/**
 * The first `dimension` components as a new unit vector. Only for models trained for it (Matryoshka): on others it
 * costs recall heavily, see README.md. All zero stays all zero.
 * @throws QuantizationError `INVALID_ARGUMENT` unless 1 ≤ dimension ≤ the vector's own; `INVALID_VECTOR`.
 */
export function truncateVector(vector: VectorLike, dimension: number): Float32Array {
  const source = float32Vector(vector);
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > source.length)
    throw new QuantizationError(
      "INVALID_ARGUMENT",
      `A vector of dimension ${source.length} truncates to 1 … ${source.length}, got ${dimension}`,
      { details: { dimension, available: source.length } },
    );
  return unitVector(source.subarray(0, dimension));
}
