import type { VectorClient } from "../../index.js";
import {
  createCollectionSource,
  exportToJsonl,
  exportToQdrant,
  type MigrationRecord,
  type MigrationSource,
  type RejectedRecord,
} from "../../migration/index.js";
import { UsageError } from "../terminal/usage-error.js";
import { workProgress } from "../terminal/work-progress.js";
import type { MigrateOptions } from "./migrate-flags.js";

/** Copies the collection to a file or to Qdrant. The parameters of the collection are read from its set and need no flags. */
export async function exportCollection(
  { source: to, target: { url: _url, rotation: _rotation, ...place } }: MigrateOptions,
  client: VectorClient,
  signal: AbortSignal,
): Promise<object> {
  const { dimension, quantization, m, count } = await client
    .repository({ ...place, dimension: 1 })
    .info({ signal });
  const source = createCollectionSource(client, client.repository({ ...place, dimension, quantization, m }));
  await source.describe({ signal });
  const progress = workProgress("Exporting", count);
  const tell = progress.update;
  try {
    if (to.kind === "jsonl") return await exportToJsonl({ source, path: to.path, signal, onProgress: tell });
    if (to.kind !== "qdrant")
      throw new UsageError("export: needs --file, or with migrate qdrant --collection");
    const { kind: _kind, ...options } = to;
    const rejects: RejectedRecord[] = [];
    const apiKey = process.env.QDRANT_API_KEY;
    const report = await exportToQdrant(recordsOf(source, rejects, tell, signal), {
      ...options,
      apiKey,
      signal,
    });
    return { ...report, rejects: [...rejects, ...report.rejects] };
  } finally {
    progress.stop();
  }
}

async function* recordsOf(
  source: MigrationSource,
  rejects: RejectedRecord[],
  tell: (done: number) => void,
  signal: AbortSignal,
): AsyncGenerator<MigrationRecord> {
  let done = 0;
  for await (const page of source.pages({ pageSize: 500, signal })) {
    yield* page.records;
    rejects.push(...page.rejects);
    done += page.records.length;
    tell(done);
  }
}
