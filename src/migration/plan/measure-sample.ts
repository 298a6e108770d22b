import { randomUUID } from "node:crypto";
import type { VectorClient } from "../../client.js";
import type { ResolvedPlanOptions } from "../../options/index.js";
import { collectionKeys } from "../../repository/index.js";
import type { MigrationRecord } from "../source/source.js";
import { vectorRecords } from "../source/target-record.js";

export interface MeasuredSample {
  /** Mean for one element with its attributes and codes. */
  readonly bytesPerElement: number;
  readonly recordsPerSecond: number;
}

/** MEMORY USAGE misses this many bytes per element: used_memory grew by 52 to 74 bytes more on Redis 8.2.3. */
const UNCOUNTED_BYTES = 60;

/**
 * Writes the sample into a temporary collection with the target's parameters, measures it, and removes it, also after a
 * failure. The bytes are MEMORY USAGE of the collection's keys, because other clients change used_memory too.
 */
export async function measureSample(
  client: VectorClient,
  records: readonly MigrationRecord[],
  dimension: number,
  { target, measureNamespace }: ResolvedPlanOptions,
  signal: AbortSignal | undefined,
): Promise<MeasuredSample> {
  const collection = `sample-${randomUUID()}`;
  const { quantization, m, precision } = target;
  const repository = client.repository({
    namespace: measureNamespace,
    collection,
    dimension,
    quantization,
    m,
    precision,
  });
  const keys = collectionKeys(measureNamespace, collection);
  try {
    const startedMs = performance.now();
    await repository.upsertMany(vectorRecords(records), { signal });
    const elapsedMs = performance.now() - startedMs;
    let bytes = 0;
    for (const key of [keys.vectors, keys.codes]) {
      bytes += Number(
        await client.executor.send(["MEMORY", "USAGE", key, "SAMPLES", "0"], { signal, idempotent: true }),
      );
    }
    const count = await repository.count();
    return {
      bytesPerElement: Math.round(bytes / count) + UNCOUNTED_BYTES,
      recordsPerSecond: Math.round((records.length / elapsedMs) * 1000),
    };
  } finally {
    await repository.clear();
    for (const key of [keys.meta, keys.codes, keys.bounds, keys.clearing]) {
      await client.executor.send(["UNLINK", key], { idempotent: true });
    }
  }
}
