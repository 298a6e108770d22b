import { QuantizationError } from "./errors.js";
import type { VectorLike } from "./float32-vector.js";

/**
 * Codes a stream of vectors batch by batch, keeping their order and holding one batch in memory.
 *
 * ```ts
 * for await (const codes of encodeStream(vectors, encodeQ8Rows)) { … }
 * ```
 * `encode` is any batch coder of this room. `batchSize` 1 … 100,000, default 256; the last batch may be smaller.
 * Each vector must stay unchanged until its batch is coded: a source that refills one buffer needs to copy.
 * The source is closed when the consumer stops early. A bad vector stops the stream with an error whose
 * `details.row` counts within its batch and `details.position` from the start of the stream.
 */
export async function* encodeStream<T>(
  vectors: AsyncIterable<VectorLike> | Iterable<VectorLike>,
  encode: (batch: readonly VectorLike[]) => T,
  options: { batchSize?: number } = {},
): AsyncGenerator<T, void, undefined> {
  const { batchSize = 256 } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 100_000)
    throw new QuantizationError(
      "INVALID_ARGUMENT",
      `batchSize is an integer in 1 … 100,000, got ${batchSize}`,
      {
        details: { batchSize },
      },
    );
  let batch: VectorLike[] = [];
  let done = 0;
  const flush = () => {
    const result = positioned(() => encode(batch), done);
    done += batch.length;
    batch = [];
    return result;
  };
  for await (const vector of vectors) {
    batch.push(vector);
    if (batch.length === batchSize) yield flush();
  }
  if (batch.length > 0) yield flush();
}

function positioned<T>(encode: () => T, done: number): T {
  try {
    return encode();
  } catch (error) {
    if (!(error instanceof QuantizationError) || typeof error.details.row !== "number") throw error;
    const position = done + error.details.row;
    throw new QuantizationError(error.code, `Vector ${position} of the stream: ${error.message}`, {
      details: { ...error.details, position },
      cause: error,
    });
  }
}
