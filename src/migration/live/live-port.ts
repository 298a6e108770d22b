import type { Filter } from "../../commands/index.js";
import type { MigrationRecord, SourceHit } from "../source/source.js";

export interface PortOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A search that both sides understand. */
export interface LiveQuery {
  readonly vector: Float32Array;
  readonly limit: number;
  /** Octavec's filter, for the new side. */
  readonly filter?: Filter | undefined;
  /** The same in the old side's language. */
  readonly oldFilter?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** The collection that is being left, as the application reaches it today. */
export interface LivePort {
  /** Writes whole records; done when it resolves. */
  upsert(records: readonly MigrationRecord[], options: PortOptions): Promise<void>;
  /** Deletes; what is not there is passed over. */
  delete(ids: readonly string[], options: PortOptions): Promise<void>;
  /** The records in the order of the ids, null for what is not there. It must see every write that has resolved: no lagging replica. */
  fetch(ids: readonly string[], options: PortOptions): Promise<readonly (MigrationRecord | null)[]>;
  /** Needed for `LiveCollection.search` while the old side answers. */
  search?(query: LiveQuery): Promise<readonly SourceHit[]>;
}
