import type { LivingEntry } from "../../contract/index.js";

/** One of the nearest entries as Redis gave it. */
export interface Candidate {
  readonly entryId: string;
  /** Cosine of the stored codes, −1 … 1. */
  readonly codeSimilarity: number;
  /** Length of the rounding error of the stored code. */
  readonly errorNorm: number;
  readonly answerId: string;
  readonly createdAtMs: number;
  readonly wordHashes: Uint32Array;
  /** Its answer, where it may be served. */
  readonly living: LivingEntry | undefined;
  /** The vector as it was stored, where the code leaves the decision open. */
  readonly vector: Float32Array | undefined;
}

/** What one search found. */
export interface Found {
  readonly generation: string;
  /** Id of the latest event when the entries were read, `0-0` when there was none. */
  readonly since: string;
  /** Elements whose entry has expired and that wait for the sweeper. */
  readonly dead: number;
  /** No entry's code is further from its vector. */
  readonly largestErrorNorm: number;
  /** Entries that could not be read. */
  readonly corrupt: readonly string[];
  /** Best first by `codeSimilarity`. */
  readonly candidates: readonly Candidate[];
}
