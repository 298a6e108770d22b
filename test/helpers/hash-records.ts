import { onTestFinished } from "vitest";
import type { Command, VectorClient } from "../../src/index.js";
import type { MigrationRecord } from "../../src/migration/index.js";
import { seededVectors } from "./seeded-vectors.js";

/** Records with text attributes, as hashes can hold them. */
export function hashRecords(count: number, dimension: number, seed = 1): MigrationRecord[] {
  return seededVectors(count, dimension, seed).map((vector, index) => ({
    id: `id-${index}`,
    vector,
    attributes: { lang: index % 3 === 0 ? "de" : "en", rank: String(index) },
  }));
}

/**
 * Writes records as hashes `prefix + id` with the fields `vector` and one per attribute, gone when the test ends: what stays in
 * the shared server makes every later SCAN longer.
 */
export async function fillHashes(
  client: VectorClient,
  prefix: string,
  records: readonly MigrationRecord[],
): Promise<void> {
  for (let start = 0; start < records.length; start += 1_000) {
    const some = records.slice(start, start + 1_000);
    const results = await client.executor.pipeline(some.map((record) => encodeHash(prefix, record)));
    for (const result of results) if (!result.ok) throw result.error;
  }
  onTestFinished(async () => {
    if (records.length > 0) await client.sendCommand(["UNLINK", ...records.map(({ id }) => prefix + id)]);
  });
}

/** One record as a hash. */
export function encodeHash(prefix: string, { id, vector, attributes = {} }: MigrationRecord): Command {
  return [
    ...["HSET", prefix + id, "vector"],
    Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
    ...Object.entries(attributes).flatMap(([field, value]) => [field, String(value)]),
  ];
}
