import type { LivingEntry } from "../../contract/index.js";

/** The word hashes of a candidate for which none were asked for. */
export const NO_WORDS = new Uint32Array(0);

/** A stored entry near a question: what reranking, policy, guards and judge are given. */
export interface EntryCandidate {
  readonly entryId: string;
  /**
   * Cosine similarity to the question, −1 … 1: in float32 if the vector is known, else between the stored codes. A search
   * brings the vector along wherever the code alone could lead to another decision.
   */
  readonly similarity: number;
  readonly answerId: string;
  readonly createdAtMs: number;
  /** Sorted 32-bit hashes of the content words of its prompt; none if they were not asked for. */
  readonly wordHashes: Uint32Array;
  /** Its answer, if it came along. */
  readonly living: LivingEntry | undefined;
  /** Its vector as it was stored, if it came along. */
  readonly vector: Float32Array | undefined;
}

/** A candidate that a search in Redis found. */
export interface FoundEntry extends EntryCandidate {
  /** Cosine of the stored codes, −1 … 1: what the server ranks by. */
  readonly codeSimilarity: number;
  /** Length of the rounding error of the stored code. */
  readonly errorNorm: number;
}

/** What one search found. */
export interface FoundEntries {
  readonly generation: string;
  /** Id of the latest event when the entries were read, `0-0` when there was none. */
  readonly since: string;
  /** Elements whose entry has expired and that wait for the sweeper. */
  readonly dead: number;
  /** No code of an entry is further from its vector than this. */
  readonly largestErrorNorm: number;
  /** Ids of entries that could not be read. */
  readonly corrupt: readonly string[];
  /** Entries that are not for this cache: in the format of a later version, or encrypted with a key that it does not have. */
  readonly unreadable: number;
  /** Entries that must not be served: in quarantine, or on probation and not near-exact. */
  readonly withheld: number;
  /** Of these, how many reach the threshold of the search. */
  readonly withheldNear: number;
  /** Best first by `similarity`. */
  readonly candidates: readonly FoundEntry[];
}
