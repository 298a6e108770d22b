import type { VectorClient } from "../../src/index.js";
import { createHashSource, type LivePort, type SourceHit } from "../../src/migration/index.js";
import { encodeHash } from "./hash-records.js";
import { cosine } from "./seeded-vectors.js";

/** An old side of plain hashes; its search compares every record. */
export function hashPort(client: VectorClient, prefix: string): LivePort {
  const source = createHashSource(client, { prefix });
  return {
    async upsert(records) {
      // Whole records, in one step: fields of an earlier one must not remain, and nobody may see none.
      const results = await client.executor.pipeline(
        records.map((record) => ({
          transaction: [["DEL", prefix + record.id], encodeHash(prefix, record)],
        })),
      );
      for (const result of results) if (!result.ok) throw result.error;
    },
    async delete(ids) {
      await client.sendCommand(["DEL", ...ids.map((id) => prefix + id)], { idempotent: true });
    },
    fetch: (ids) => source.fetch(ids),
    async search({ vector, limit }) {
      const hits: SourceHit[] = [];
      for await (const page of source.pages({ pageSize: 1_000 })) {
        for (const record of page.records) hits.push({ id: record.id, score: cosine(record.vector, vector) });
      }
      return hits.sort((a, b) => b.score - a.score).slice(0, limit);
    },
  };
}
