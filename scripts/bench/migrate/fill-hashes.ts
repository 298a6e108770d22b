import type { Command, VectorClient } from "../../../src/index.js";

const PIPELINE = 500;

/** The record of one vector, with attributes as a hash can hold them. */
export function hashRecord(index: number, vector: Float32Array) {
  return {
    id: String(index),
    vector,
    attributes: { lang: index % 3 === 0 ? "de" : "en", rank: String(index) },
  };
}

/** Writes vectors as hashes `prefix + index`. */
export async function fillHashes(
  client: VectorClient,
  prefix: string,
  vectors: readonly Float32Array[],
  firstIndex = 0,
): Promise<void> {
  for (let start = 0; start < vectors.length; start += PIPELINE) {
    const commands = vectors.slice(start, start + PIPELINE).map((vector, place): Command => {
      const { id, attributes } = hashRecord(firstIndex + start + place, vector);
      const blob = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
      return ["HSET", prefix + id, "vector", blob, ...Object.entries(attributes).flat()];
    });
    for (const result of await client.executor.pipeline(commands)) if (!result.ok) throw result.error;
  }
}
