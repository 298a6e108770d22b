import type { Difference } from "./compare-records.js";

/** What a verification found. `pass` is the answer; `problems` says in words what stands in its way. */
export interface VerifyReport {
  readonly pass: boolean;
  readonly problems: readonly string[];
  readonly counts: {
    /** Records walked in the source; one id that comes twice counts twice. */
    readonly source: number;
    readonly target: number;
    /** Records that the source could not give or no target could hold: wrong length, NaN, zero. They do not fail it. */
    readonly rejected: number;
  };
  /** Compared with the target, and ids of the target looked up in the source. */
  readonly checked: { readonly records: number; readonly targetIds: number };
  /** How many records differ, by what; `extraIds` are in the target only. */
  readonly differences: Readonly<Record<Difference | "extraIds", number>>;
  /** Up to 20 ids of each kind, for a look or for `resync`. */
  readonly examples: Readonly<Record<Difference | "extraIds", readonly string[]>>;
  readonly cosine: { readonly mean: number | null; readonly lowest: number | null };
  /** Null without queries. `against`: the source's own search, or the comparison of every record. */
  readonly recall: Recall | null;
  readonly filters: readonly ({ readonly name: string } & Recall)[];
}

export interface Recall {
  readonly against: "source" | "exact";
  readonly queries: number;
  readonly limit: number;
  /** Share of the hits on the source's side that the target finds, too. */
  readonly mean: number;
  readonly lowest: number;
}
