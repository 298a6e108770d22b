import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Attributes, OperationOptions } from "../options/index.js";
import { answerInOrder } from "./answer-in-order.js";
import { checkedList } from "./elements/checked-list.js";
import type { SearchPage } from "./search/native-search.js";
import type { SearchHit, SearchQuery } from "./search/search.js";

/** The answer to one query of `searchMany` with `onFailure: "report"`. */
export type SearchOutcome<A extends Attributes = Attributes> =
  | { readonly ok: true; readonly hits: SearchHit<A>[] }
  /** `ABORTED` if the signal of the query was aborted; its `cause` is the reason. */
  | { readonly ok: false; readonly error: OctavecError };

/** A query that was checked, and how it is answered. */
export interface PlannedSearch<A extends Attributes> {
  readonly wait: OperationOptions;
  readonly run: () => Promise<SearchPage<A>>;
}

/** What the calls below need of their repository. */
export interface ManySearched<A extends Attributes> {
  plan(query: SearchQuery): PlannedSearch<A>;
  /** Opens the collection if it is not open. */
  open(wait: OperationOptions): Promise<void>;
}

/** @throws the error of the first query that is invalid, before anything is sent, or of the first that fails. */
export async function searchAll<A extends Attributes>(
  { plan, open }: ManySearched<A>,
  queries: readonly SearchQuery[],
  concurrency: number,
): Promise<SearchHit<A>[][]> {
  const planned = checkedList("searchMany", "an array of queries", queries, plan);
  const [first] = planned;
  if (first === undefined) return [];
  await open(first.wait);
  return answerInOrder(planned, concurrency, ({ run }) => run().then(({ hits }) => hits));
}

/** The outcome of each query, also of one that is invalid. */
export async function searchEach<A extends Attributes>(
  { plan, open }: ManySearched<A>,
  queries: readonly SearchQuery[],
  concurrency: number,
): Promise<SearchOutcome<A>[]> {
  const planned = checkedList("searchMany", "an array of queries", queries, (query: SearchQuery) => {
    try {
      return plan(query);
    } catch (error) {
      return failureOf(error);
    }
  });
  return answerInOrder(planned, concurrency, async (search): Promise<SearchOutcome<A>> => {
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
