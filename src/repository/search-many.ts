import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Attributes, OperationOptions } from "../options/index.js";
import { answerInOrder } from "./answer-in-order.js";
import { checkedList } from "./elements/checked-list.js";
import type { SearchHit, SearchQuery } from "./search/search.js";
import type { HybridHit, HybridQuery, TextHit, TextQuery } from "./search/word-query.js";
import type { PlannedPage } from "./search/word-search.js";

/** The answer to one query of `searchMany` with `onFailure: "report"`. */
export type SearchOutcome<A extends Attributes = Attributes, Hit = SearchHit<A>> =
  | { readonly ok: true; readonly hits: Hit[] }
  /** `ABORTED` if the signal of the query was aborted; its `cause` is the reason. */
  | { readonly ok: false; readonly error: OctavecError };

/** A query that was checked, and how it is answered. */
export type PlannedSearch<A extends Attributes> = PlannedPage<A, AnyHit<A>>;

/** What a repository can be asked for, and what it finds. */
export type AnyQuery = SearchQuery | TextQuery | HybridQuery;
export type AnyHit<A extends Attributes> = SearchHit<A> | TextHit<A> | HybridHit<A>;

/** What the calls below need of their repository. */
export interface ManySearched<A extends Attributes> {
  plan(query: AnyQuery): PlannedSearch<A>;
  /** Opens the collection if it is not open. */
  open(wait: OperationOptions): Promise<void>;
}

/** @throws the error of the first query that is invalid, before anything is sent, or of the first that fails. */
export async function searchAll<A extends Attributes>(
  { plan, open }: ManySearched<A>,
  queries: readonly AnyQuery[],
  concurrency: number,
): Promise<AnyHit<A>[][]> {
  const planned = checkedList("searchMany", "an array of queries", queries, plan);
  const [first] = planned;
  if (first === undefined) return [];
  await open(first.wait);
  return answerInOrder(planned, concurrency, ({ run }) => run().then(({ hits }) => hits));
}

/** The outcome of each query, also of one that is invalid. */
export async function searchEach<A extends Attributes>(
  { plan, open }: ManySearched<A>,
  queries: readonly AnyQuery[],
  concurrency: number,
): Promise<SearchOutcome<A, AnyHit<A>>[]> {
  const planned = checkedList("searchMany", "an array of queries", queries, (query: AnyQuery) => {
    try {
      return plan(query);
    } catch (error) {
      return failureOf(error);
    }
  });
  return answerInOrder(planned, concurrency, async (search): Promise<SearchOutcome<A, AnyHit<A>>> => {
    if ("ok" in search) return search;
    try {
      await open(search.wait);
      return { ok: true, hits: (await search.run()).hits };
    } catch (error) {
      return failureOf(error, search.wait.signal);
    }
  });
}

/** @throws what is neither a coded error nor the reason of the signal: a fault of this library. */
function failureOf(error: unknown, signal?: AbortSignal): { ok: false; error: OctavecError } {
  if (isOctavecError(error)) return { ok: false, error };
  if (!signal?.aborted) throw error;
  const aborted = new OctavecError("ABORTED", "The signal of this query was aborted.", { cause: error });
  return { ok: false, error: aborted };
}
