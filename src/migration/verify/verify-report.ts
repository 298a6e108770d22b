import type { Difference } from "./compare-records.js";

export interface VerifyReport {
  /** Whether `problems` is empty. */
  readonly pass: boolean;
  /** One sentence for each reason why the verification failed. */
  readonly problems: readonly string[];
  readonly counts: {
    /** Records read from the source. An id that occurs twice counts twice. */
    readonly source: number;
    readonly target: number;
    /** Records that the source rejected or no target can store: wrong length, NaN, zero. They do not fail the verification. */
    readonly rejected: number;
  };
  /** Records compared with the target, and ids of the target looked up in the source. */
  readonly checked: { readonly records: number; readonly targetIds: number };
  /** Number of records that differ, by the part that differs. `extraIds` exist only in the target. */
  readonly differences: Readonly<Record<Difference | "extraIds", number>>;
  /** Up to 20 ids of each kind. `DualWriter.resync` repairs them. */
  readonly examples: Readonly<Record<Difference | "extraIds", readonly string[]>>;
  /** Cosine of the vectors in the source and in the target; null if no record was compared. */
  readonly cosine: { readonly mean: number | null; readonly lowest: number | null };
  /** Recall of the sampled queries without a filter; null without queries. */
  readonly recall: Recall | null;
  /** Recall of the sampled queries with each filter. */
  readonly filters: readonly ({ readonly name: string } & Recall)[];
}

export interface Recall {
  /** The expected hits came from the `source`'s own search, or from an `exact` comparison with every record. */
  readonly against: "source" | "exact";
  readonly queries: number;
  /** Hits per query. */
  readonly limit: number;
  /** Mean share of the expected hits that the target found. */
  readonly mean: number;
  /** Lowest share of one query. */
  readonly lowest: number;
}
