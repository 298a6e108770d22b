import { type ErrorCode, isOctavecError } from "../../errors/index.js";
import type { Attributes } from "../../options/index.js";

/** One record on its way: what every source gives and every target takes. */
export interface MigrationRecord {
  /** The id in the target. Sources state how they make it from their own (integers, UUIDs, keys). */
  readonly id: string;
  /** `dimension` float32 components as the source holds them; not normalised. */
  readonly vector: Float32Array;
  /** What filters can name: flat values that attributes can hold. */
  readonly attributes?: Attributes;
  /** What attributes cannot hold (deeper nesting), kept as JSON text beside the element. */
  readonly extra?: string;
}

/** A record that cannot be carried, and why. It never stops a migration by itself. */
export interface RejectedRecord {
  /** The id as the source writes it; absent when even that could not be read. */
  readonly id?: string;
  readonly code: ErrorCode;
  /** What was expected and what came; no vector values and no payload. */
  readonly reason: string;
}

/**
 * The reject for a coded error that one record raised. Anything else is no fault of the record and is thrown on.
 *
 * @param id - As the source writes it; absent when it could not be read.
 */
export function rejectOf(error: unknown, id: string | undefined): RejectedRecord {
  if (!isOctavecError(error)) throw error;
  return { ...(id !== undefined && { id }), code: error.code, reason: error.message };
}

/** Some records in the source's own order, and the place right after them. */
export interface SourcePage {
  readonly records: readonly MigrationRecord[];
  readonly rejects: readonly RejectedRecord[];
  /** Give it to `pages({ cursor })` to go on after this page; null after the last one. Plain text, so a checkpoint can hold it. */
  readonly cursor: string | null;
}

export interface PageOptions {
  /** Where to go on; absent: from the beginning. */
  cursor?: string;
  /** Records asked for per page, 1 or more; a page may hold fewer or, where the source cannot be cut, more. */
  pageSize: number;
  signal?: AbortSignal | undefined;
}

/** How one field of the source becomes an attribute. */
export interface FieldMapping {
  readonly field: string;
  /** The source's own type name: `"TAG"`, `"keyword"` … */
  readonly sourceType: string;
  /** `attribute`: kept as it is or as the note says; `extra`: kept as JSON beside; `dropped`: not carried. */
  readonly kept: "attribute" | "extra" | "dropped";
  readonly note?: string;
}

/** What a source says of itself before anything is moved. */
export interface SourceDescription {
  /** For people: `qdrant http://host:6333 articles`. No credentials. */
  readonly name: string;
  /** Records in the source now; null where it cannot tell without reading all. */
  readonly count: number | null;
  readonly dimension: number;
  /** The metric that the source ranks by. */
  readonly metric: "cosine" | "dot" | "l2" | "manhattan" | "none";
  readonly fields: readonly FieldMapping[];
  /** What cannot be carried or will behave differently, one sentence each. */
  readonly warnings: readonly string[];
}

export interface SourceHit {
  readonly id: string;
  /** In the source's own scale; only the order is compared. */
  readonly score: number;
}

/** Where records come from. All methods reject with a coded error when the source cannot be reached or refuses. */
export interface MigrationSource {
  readonly kind: "qdrant" | "redisearch" | "hashes" | "jsonl" | "octavec";
  describe(options?: { signal?: AbortSignal | undefined }): Promise<SourceDescription>;
  /** Every record that is there during the whole walk comes at least once; one that comes or goes meanwhile may or may not. */
  pages(options: PageOptions): AsyncIterable<SourcePage>;
  /** The records of these ids (target ids), in their order; null for what is not there or cannot be carried. For verification and dual writes. */
  fetch(
    ids: readonly string[],
    options?: { signal?: AbortSignal | undefined },
  ): Promise<readonly (MigrationRecord | null)[]>;
  /** The source's own search, for shadow reads and recall; absent where the source has none. `filter` in the source's own language. */
  search?(query: {
    vector: Float32Array;
    limit: number;
    filter?: unknown;
    signal?: AbortSignal | undefined;
  }): Promise<readonly SourceHit[]>;
  /** Ends the connections that the source opened itself; absent where it opens none that last. */
  close?(): Promise<void>;
}
