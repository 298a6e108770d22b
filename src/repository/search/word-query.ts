import type { Filter } from "../../commands/index.js";
import type { Attributes, SearchTuning } from "../../options/index.js";
import type { Fusion } from "../words/index.js";
import type { VectorTarget } from "./search.js";

/** A query by words. Needs a collection with the option `text`. */
export interface TextQuery
  extends Pick<SearchTuning, "limit" | "includeAttributes" | "timeoutMs" | "signal"> {
  /** What to search for. A record is found if it has one of the words, and each further word raises its score. */
  text: string;
  /** A filter built with `f` or `filterFor`. The hits are elements for which `matches` is true. */
  filter?: Filter | undefined;
  vector?: undefined;
  id?: undefined;
  examples?: undefined;
  fusion?: undefined;
}

/** A query by a vector and by words. The other options are those of the search by vector. */
export type HybridQuery = Omit<SearchTuning, "diversity"> &
  VectorTarget & {
    text: string;
    /**
     * How the two rankings are merged: `rrf` by ranks, or `{ vectorWeight }` by scores, with 1 for the vector alone and 0 for the words
     * alone. Default `rrf`.
     */
    fusion?: Fusion | undefined;
    filter?: Filter | undefined;
    diversity?: undefined;
  };

export interface TextHit<A extends Attributes = Attributes> {
  readonly id: string;
  /** BM25, above 0. Scores of different queries cannot be compared. */
  readonly textScore: number;
  /** Absent if `includeAttributes` is false. */
  readonly attributes?: A;
}

export interface HybridHit<A extends Attributes = Attributes> {
  readonly id: string;
  /** The merged score, by which the hits are ordered. */
  readonly fusedScore: number;
  /** Absent if the record is not among the nearest. */
  readonly similarity?: number;
  /** Absent if the record is not among the best by words. */
  readonly textScore?: number;
  /** Absent if the element has none or `includeAttributes` is false. */
  readonly attributes?: A;
}

/** The hit of a query with `text`. */
export type WordHit<A extends Attributes, Q> = Q extends TextQuery ? TextHit<A> : HybridHit<A>;
