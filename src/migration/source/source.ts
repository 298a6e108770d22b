import { type ErrorCode, isOctavecError } from "../../errors/index.js";
import type { Attributes, Quantization } from "../../options/index.js";

/** One record as sources return it and targets store it. */
export interface MigrationRecord {
  /** The id in the target. Each source documents how it makes it from its own ids (integers, UUIDs, keys). */
  readonly id: string;
  /** `dimension` float32 components as the source holds them, not normalised. */
  readonly vector: Float32Array;
  /** Flat values, which filters can name. */
  readonly attributes?: Attributes;
  /** JSON text of the values that attributes cannot hold, such as nested objects. It is stored beside the element. */
  readonly extra?: string;
  /** From when on it has expired: milliseconds since 1970. Only octavec's own collections tell it. */
  readonly expiresAtMs?: number;
}

/** A record that cannot be migrated, and why. A reject never stops a migration. */
export interface RejectedRecord {
  /** The id as the source writes it; absent if it could not be read. */
  readonly id?: string;
  readonly code: ErrorCode;
  /** What was expected and what came, without vector values and payload. */
  readonly reason: string;
}

/**
 * The reject for an error that one record caused. An error without a code is not the record's fault and is thrown again.
 *
 * @param id - The id as the source writes it; undefined if it could not be read.
 */
export function rejectOf(error: unknown, id: string | undefined): RejectedRecord {
  if (!isOctavecError(error)) throw error;
  return { ...(id !== undefined && { id }), code: error.code, reason: error.message };
}

/** Some records in the order of the source, and the position after them. */
export interface SourcePage {
  readonly records: readonly MigrationRecord[];
  readonly rejects: readonly RejectedRecord[];
  /** Pass it to `pages({ cursor })` to continue after this page; null after the last page. Plain text, so a checkpoint can store it. */
  readonly cursor: string | null;
}

export interface PageOptions {
  /** Cursor of the page after which to continue. Default: from the beginning. */
  cursor?: string;
  /** Records per page, 1 or more. A page may hold fewer, or more where the source cannot divide them. */
  pageSize: number;
  signal?: AbortSignal | undefined;
}

/** How one field of the source is stored. */
export interface FieldMapping {
  readonly field: string;
  /** The source's own type name: `"TAG"`, `"keyword"` … */
  readonly sourceType: string;
  /** `attribute`: as an attribute, changed only as `note` says; `extra`: as JSON beside the element; `dropped`: not at all. */
  readonly kept: "attribute" | "extra" | "dropped";
  readonly note?: string;
}

/** The properties of a collection that determine how far a stored vector may be from the original. */
export interface StoredForm {
  readonly quantization: Quantization;
  readonly precision: "native" | "residual" | "float32" | "int8";
  readonly rotated: boolean;
}

export interface SourceDescription {
  /** For people: `qdrant http://host:6333 articles`. No credentials. */
  readonly name: string;
  /** Records in the source now; null if only reading all of them could tell. */
  readonly count: number | null;
  readonly dimension: number;
  /** The metric by which the source ranks. */
  readonly metric: "cosine" | "dot" | "l2" | "manhattan" | "none";
  readonly fields: readonly FieldMapping[];
  /** How the source itself stores vectors. Absent if it stores them as they were given. */
  readonly storedForm?: StoredForm;
  /** What cannot be migrated or will behave differently, one sentence each. */
  readonly warnings: readonly string[];
}

export interface SourceHit {
  readonly id: string;
  /** In the source's own scale. Comparisons use only the order of the hits. */
  readonly score: number;
}

/** Where records come from. All methods reject with a coded error if the source cannot be reached or refuses. */
export interface MigrationSource {
  readonly kind: "qdrant" | "redisearch" | "hashes" | "jsonl" | "octavec";
  describe(options?: { signal?: AbortSignal | undefined }): Promise<SourceDescription>;
  /** Returns every record that exists during the whole walk at least once. Records added or deleted during the walk may be missing. */
  pages(options: PageOptions): AsyncIterable<SourcePage>;
  /**
   * The records with these target ids, in the order of the ids. A record that does not exist or cannot be migrated is null.
   * Used by verification and dual writes.
   */
  fetch(
    ids: readonly string[],
    options?: { signal?: AbortSignal | undefined },
  ): Promise<readonly (MigrationRecord | null)[]>;
  /** The source's own search, for shadow reads and recall. `filter` is in the source's language. Absent if the source has no search. */
  search?(query: {
    vector: Float32Array;
    limit: number;
    filter?: unknown;
    signal?: AbortSignal | undefined;
  }): Promise<readonly SourceHit[]>;
  /** Closes the connections that the source opened itself. Absent if it opens none. */
  close?(): Promise<void>;
}
