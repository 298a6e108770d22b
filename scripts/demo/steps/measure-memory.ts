import type { Quantization, VectorClient } from "../../../src/index.js";
import type { StoredVectors } from "./measure-search.js";
import { NAMESPACE } from "./store-passages.js";

/**
 * Bytes of one element without attributes (vector, links, id) by the server's `MEMORY USAGE`, measured on a temporary set of
 * the same vectors.
 */
export async function measureBytesPerVector(
  client: VectorClient,
  { ids, vectors }: StoredVectors,
  quantization: Quantization,
  signal: AbortSignal,
): Promise<number> {
  const repository = client.repository({
    namespace: NAMESPACE,
    collection: `memory-${quantization}-${Date.now().toString(36)}-${process.pid}`,
    dimension: vectors[0]!.length,
    quantization,
  });
  try {
    const records = ids.map((id, i) => ({ id, vector: vectors[i]! }));
    await repository.upsertMany(records, { signal });
    const bytes = await client.sendCommand(["MEMORY", "USAGE", repository.key], { readOnly: true });
    return Number(bytes) / ids.length;
  } finally {
    await repository.drop();
  }
}
