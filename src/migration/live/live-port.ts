import type { Filter } from "../../commands/index.js";
import type { MigrationRecord, SourceHit } from "../source/source.js";

export interface PortOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A query for either side. */
export interface LiveQuery {
  readonly vector: Float32Array;
  readonly limit: number;
  /** Filter for the new side. */
  readonly filter?: Filter | undefined;
  /** The same filter in the old side's language. */
  readonly oldFilter?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** The application's access to the old collection. */
export interface LivePort {
  /** Writes whole records. Resolves when they are written. */
  upsert(records: readonly MigrationRecord[], options: PortOptions): Promise<void>;
  /** Ids that do not exist are no error. */
  delete(ids: readonly string[], options: PortOptions): Promise<void>;
  /**
   * The records in the order of the ids, null for an id that does not exist. It must see every write that has resolved, so it
   * must not read from a replica that lags behind.
   */
  fetch(ids: readonly string[], options: PortOptions): Promise<readonly (MigrationRecord | null)[]>;
  /** Required for `LiveCollection.search` while the old side is active. */
  search?(query: LiveQuery): Promise<readonly SourceHit[]>;
}
