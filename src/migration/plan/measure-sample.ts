import { randomUUID } from "node:crypto";
import type { VectorClient } from "../../client.js";
import type { ResolvedPlanOptions } from "../../options/index.js";
import { collectionKeys } from "../../repository/index.js";
import type { MigrationRecord } from "../source/source.js";
import { vectorRecords } from "../target-record.js";

/** What writing the sample to the target's server showed. */
export interface MeasuredSample {
  /** Of one element with attributes and codes, on average. */
  readonly bytesPerElement: number;
  readonly recordsPerSecond: number;
}

/** By how much used_memory grew more than MEMORY USAGE says, per element (52 to 74 bytes on Redis 8.2.3). */
const UNCOUNTED_BYTES = 60;

/**
 * Writes the sample into a collection of its own with the target's parameters, measures, and removes it again, also when
 * it fails. The bytes are MEMORY USAGE of the collection's keys, because used_memory is everybody's.
 */
export async function measureSample(
  client: VectorClient,
  records: readonly MigrationRecord[],
  dimension: number,
  { target, measureNamespace }: ResolvedPlanOptions,
  signal: AbortSignal | undefined,
): Promise<MeasuredSample> {
  const place = { namespace: measureNamespace, collection: `sample-${randomUUID()}` };
  const { quantization, m, precision } = target;
  const repository = client.repository({ ...place, dimension, quantization, m, precision });
  const keys = collectionKeys(place.namespace, place.collection);
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
    const one = (key: string) => client.executor.send(["UNLINK", key], { idempotent: true });
    for (const key of [keys.meta, keys.codes, keys.bounds, keys.clearing]) await one(key);
  }
}
