import { encodeQ8, encodeResidual } from "../../../quantization/index.js";
import type { Command, Quantization, VectorClient, VectorRepository } from "../../../src/index.js";

/** One way to keep vectors in Redis. */
export interface Layout {
  readonly name: string;
  readonly quantization: Quantization;
  /** What is kept beside the vector set, one command per vector. */
  readonly beside?: (collection: string, id: string, vector: Float32Array) => Command;
}

export const LAYOUTS = {
  q8: { name: "Q8", quantization: "q8" },
  residual: {
    name: "Q8 + residual codes",
    quantization: "q8",
    beside: (collection, id, vector) => [
      "HSET",
      `{bench-memory:${collection}}:codes`,
      id,
      bytesOf(encodeResidual(vector, encodeQ8(vector))),
    ],
  },
  float32: { name: "float32 (NOQUANT)", quantization: "none" },
  bin: { name: "BIN", quantization: "bin" },
  hashAndIndex: {
    name: "hashes + float32 index",
    quantization: "none",
    // As search modules keep it: every record a hash of its own with the vector, and an index with a copy of it.
    beside: (collection, id, vector) => [
      "HSET",
      `bench-memory:${collection}:${id}`,
      "vector",
      bytesOf(vector),
    ],
  },
} as const satisfies Record<string, Layout>;

export type LayoutName = keyof typeof LAYOUTS;

const BATCH = 200;

/** Fills a collection with the vectors, in batches so small that no client's buffers grow by much. */
export async function fillLayout(
  client: VectorClient,
  docs: VectorRepository,
  layout: Layout,
  collection: string,
  vectors: readonly Float32Array[],
): Promise<void> {
  const records = vectors.map((vector, index) => ({ id: String(index), vector }));
  await docs.upsertMany(records, { batchSize: BATCH });
  const { beside } = layout;
  if (beside === undefined) return;
  for (let start = 0; start < records.length; start += BATCH) {
    const steps = records.slice(start, start + BATCH).map(({ id, vector }) => beside(collection, id, vector));
    for (const result of await client.executor.pipeline(steps)) if (!result.ok) throw result.error;
  }
}

function bytesOf(view: Float32Array | Int8Array): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
