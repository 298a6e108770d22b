import type { VectorClient, VectorRepository } from "../../../src/index.js";
import type { Passage } from "../corpus/document.js";
import { startProgress } from "../progress.js";

/** The attributes of each vector. They include the text, so that a hit has everything that is shown. */
export type PassageAttributes = Record<"package" | "version" | "section" | "source" | "text", string>;
export type PassageRepository = VectorRepository<PassageAttributes>;

export const NAMESPACE = "octavec-demo";

/** A new collection for this run, so that several runs can share a server. */
export function openPassages(client: VectorClient, dimension: number): PassageRepository {
  const collection = `passages-${Date.now().toString(36)}-${process.pid}`;
  return client.repository<PassageAttributes>({ namespace: NAMESPACE, collection, dimension });
}

function attributesOf({ id: _, ...attributes }: Passage): PassageAttributes {
  return attributes;
}

/** Stores the passages with Q8 and attributes. Returns the rate in vectors per second. */
export async function storePassages(
  repository: PassageRepository,
  passages: readonly Passage[],
  vectors: readonly Float32Array[],
  signal: AbortSignal,
): Promise<number> {
  const records = passages.map((passage, i) => ({
    id: passage.id,
    vector: vectors[i]!,
    attributes: attributesOf(passage),
  }));
  const progress = startProgress("Storing  ", records.length);
  const startMs = performance.now();
  try {
    const { acknowledged } = await repository.upsertMany(records, {
      batchSize: 100,
      signal,
      onProgress: ({ acknowledged: done }) => progress.update(done),
    });
    return (1000 * acknowledged) / (performance.now() - startMs);
  } finally {
    progress.stop();
  }
}
