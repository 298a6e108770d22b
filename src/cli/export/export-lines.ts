import type { SemanticCache } from "../../cache/index.js";
import type { VectorClient } from "../../index.js";
import { createCollectionSource, formatJsonlRecord } from "../../migration/index.js";
import type { ExportedLine } from "./resumable-lines.js";

/** The records of a collection, and how many there are. The parameters of the collection are read from its set. */
export async function collectionLines(
  client: VectorClient,
  place: { readonly namespace: string; readonly collection: string },
  signal: AbortSignal,
): Promise<CollectionLines> {
  const { dimension, quantization, m, count } = await client
    .repository({ ...place, dimension: 1 })
    .info({ signal });
  const source = createCollectionSource(client, client.repository({ ...place, dimension, quantization, m }));
  await source.describe({ signal });
  let rejected = 0;
  const lines = async function* () {
    for await (const { records, rejects } of source.pages({ pageSize: 500, signal })) {
      rejected += rejects.length;
      for (const record of records) yield { id: record.id, text: formatJsonlRecord(record).trimEnd() };
    }
  };
  return { count, lines: lines(), rejected: () => rejected };
}

interface CollectionLines {
  readonly count: number;
  readonly lines: AsyncIterable<ExportedLine>;
  /** Records that could not be read so far. */
  readonly rejected: () => number;
}

/** The entries of a cache, as `cache.warm` reads them. */
export async function* cacheLines(
  cache: SemanticCache,
  { vectors, signal }: { readonly vectors: boolean; readonly signal: AbortSignal },
): AsyncGenerator<ExportedLine> {
  for await (const entry of cache.export({ vectors, signal })) {
    yield { id: entry.entryId, text: JSON.stringify(entry) };
  }
}
