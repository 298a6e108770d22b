import type { VectorClient } from "../../client.js";
import type { VectorRepository } from "../../repository/index.js";
import type { LivePort } from "../live/live-port.js";
import { createCollectionSource } from "../source/collection-source.js";
import type { MigrationSource } from "../source/source.js";
import { vectorRecords } from "../source/target-record.js";
import { versionedTarget } from "../target/versioned-executor.js";

/** The old side of a rebuild: another collection of octavec, with or without shards. */
export interface CollectionPort extends LivePort {
  /** The same collection as a source. */
  readonly source: MigrationSource;
}

/**
 * Another collection of octavec as the old side of a migration. It stores the `extra` of a record in the same step as its element.
 * Searches use `filter`, because both sides have the same language.
 *
 * @param repository - Opened with `client`.
 */
export function createCollectionPort(
  client: Pick<VectorClient, "executor">,
  repository: VectorRepository,
): CollectionPort {
  const source = createCollectionSource(client, repository);
  return {
    source,
    async upsert(records, { signal }) {
      const unconditional = versionedTarget(repository, undefined, records).repository;
      await unconditional.upsertMany(vectorRecords(records), { signal });
    },
    async delete(ids, { signal }) {
      await versionedTarget(repository, undefined, []).repository.delete(ids, { signal });
    },
    fetch: (ids, options) => source.fetch(ids, options),
    search: ({ vector, limit, filter, signal }) => repository.search({ vector, limit, filter, signal }),
  };
}
