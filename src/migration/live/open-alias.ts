import { OctavecError } from "../../errors/index.js";
import { createCollectionSource } from "../source/collection-source.js";
import type { MigrationRecord, SourceHit } from "../source/source.js";
import type { Side } from "../target/versioned-script.js";
import { DualWriter, type DualWriterOptions } from "./dual-writer.js";
import type { LiveQuery } from "./live-port.js";

/**
 * The collection as the application sees it during a migration. Reads go to the active side, writes to both. A switch of the
 * active side is noticed at most `aliasMaxAgeMs` later.
 */
export interface LiveCollection {
  upsert(
    records: MigrationRecord | readonly MigrationRecord[],
    options?: { signal?: AbortSignal },
  ): Promise<void>;
  delete(ids: string | readonly string[], options?: { signal?: AbortSignal }): Promise<void>;
  /**
   * The records in the order of the ids, null for an id that does not exist. Vectors from the new side have the precision of
   * that collection.
   */
  fetch(
    ids: readonly string[],
    options?: { signal?: AbortSignal },
  ): Promise<readonly (MigrationRecord | null)[]>;
  /** The nearest records, best first. Scores have the scale of the active side. */
  search(query: LiveQuery): Promise<readonly SourceHit[]>;
  /** The active side. */
  side(): Promise<Side>;
  readonly writer: DualWriter;
  close(): Promise<void>;
}

/** Opens a collection that is being migrated. Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
export function openAlias(options: DualWriterOptions): LiveCollection {
  const { client, target, old } = options;
  const writer = new DualWriter(options);
  const source = createCollectionSource(client, target);
  return {
    writer,
    upsert: (records, wait) => writer.upsert(records, wait),
    delete: (ids, wait) => writer.delete(ids, wait),
    fetch: async (ids, wait = {}) => ((await writer.side()) === "old" ? old : source).fetch(ids, wait),
    async search(query) {
      if ((await writer.side()) === "new") {
        const { vector, limit, filter, signal } = query;
        return target.search({ vector, limit, filter, signal });
      }
      if (old.search === undefined) {
        throw new OctavecError("UNSUPPORTED_OPERATION", "The old side's port has no `search`; add one.");
      }
      return old.search(query);
    },
    side: () => writer.side(),
    close: () => writer.close(),
  };
}
