import { type CollectionReader, openedOf } from "./collection-reader.js";
import type { VectorShape } from "./elements/prepare-vector.js";
import type { VectorReader } from "./precision/mean-of-examples.js";
import { readStoredVectors } from "./precision/read-stored-vector.js";
import { prepareQuery } from "./prepare-query.js";
import type { PreparedSearch, SearchQuery } from "./search/search.js";
import type { UpsertTarget } from "./upsert-many.js";
import { upsertTarget } from "./upsert-target.js";

/** What a sharded collection needs of each shard's repository besides its public methods. */
export interface ShardAccess {
  readonly shape: VectorShape;
  /** The target of one call that writes. */
  target(): UpsertTarget;
  /** Checks a query as `search` does. Does no I/O. @throws OctavecError the same. */
  check(query: SearchQuery, shape: VectorShape): PreparedSearch;
  readonly readVectors: VectorReader;
  /** The next call compares the shard's record anew. */
  forget(): void;
}

/** @param shardOf - Namespace and name of the whole collection, for the record of the shard. */
export function shardAccess(repository: CollectionReader, shardOf: string): ShardAccess {
  const opened = openedOf(repository);
  opened.meta.shardOf = shardOf;
  const { options } = opened;
  return {
    shape: options,
    target: () => upsertTarget(opened),
    check: (query, shape) => prepareQuery(opened, query, false, shape),
    readVectors: async (ids, wait) => {
      if (!opened.meta.checked) await opened.meta.beforeRead(wait);
      return readStoredVectors(opened.coded, ids, options.dimension, wait);
    },
    forget: () => opened.meta.forget(),
  };
}
