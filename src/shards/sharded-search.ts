import { isOctavecError, OctavecError, reading } from "../errors/index.js";
import type { Attributes, OperationOptions } from "../options/index.js";
import {
  type AnyQuery,
  type BroadSearched,
  isBroad,
  type MissingShard,
  planBroadSearch,
  type SearchHit,
  type SearchPage,
  type SearchQuery,
  type VectorShape,
  withDeadline,
} from "../repository/index.js";
import { mergeHits } from "./merge-hits.js";
import type { Shard, ShardSet } from "./shard-set.js";

/** A query that was checked, and that every shard gets. */
interface ShardQuery {
  readonly query: SearchQuery;
  readonly limit: number;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

interface PlannedAnswer<A extends Attributes> {
  readonly wait: OperationOptions;
  readonly run: () => Promise<SearchPage<A>>;
}

/**
 * Checks a query, and returns its time limit, and a function that asks all shards at the same time and merges their hits.
 *
 * @param marks - Whether shards that do not answer are named beside the hits of the others. Otherwise their failure is that of the search.
 * @throws OctavecError as `search`.
 */
export function planShardedSearch<A extends Attributes>(
  set: ShardSet<A>,
  query: AnyQuery,
  marks: boolean,
): PlannedAnswer<A> {
  const { access } = set.all[0]!;
  const { shape } = access;
  const prepare = (asked: SearchQuery, given: VectorShape): ShardQuery => {
    const { limit, timeoutMs, signal, vector } = access.check(asked, given);
    return { query: withVector(asked, vector, shape), limit, timeoutMs, signal };
  };
  const answer = (search: ShardQuery) => answerAll(set, search, marks);
  requireNoText(query);
  if (!isBroad(query)) {
    const search = prepare(query, shape);
    return { wait: search, run: () => answer(withDeadline(search)) };
  }
  const searched: BroadSearched<A, ShardQuery> = { shape, readVectors: set.readVectors, prepare, answer };
  return planBroadSearch(searched, query);
}

/** The query with the vector that was checked. Shards expect vectors as callers pass them, so a truncated one gets zeros. */
function withVector(query: SearchQuery, vector: Float32Array | undefined, shape: VectorShape): SearchQuery {
  if (vector === undefined) return { ...query };
  const { dimension, truncateFrom = dimension } = shape;
  const given = new Float32Array(truncateFrom);
  given.set(vector);
  return { ...query, vector: given } as SearchQuery;
}

async function answerAll<A extends Attributes>(
  set: ShardSet<A>,
  search: ShardQuery,
  marks: boolean,
): Promise<SearchPage<A>> {
  const { limit, signal } = search;
  const wait = { timeoutMs: search.timeoutMs, signal };
  await set.open(wait);
  const { id, ...others } = search.query;
  let query = search.query;
  if (id !== undefined) {
    // All shards compare with the same vector, also the one that has the element, so that the similarities are comparable.
    const [stored] = await set.readVectors([id], wait);
    if (stored === undefined) return { hits: [], complete: true };
    query = withVector(others as SearchQuery, stored.vector, set.all[0]!.access.shape);
  }
  const timed = { ...query, timeoutMs: search.timeoutMs };
  const shards = set.all;
  if (!marks) {
    const lists = await Promise.all(
      shards.map(({ repository }) => set.watched(repository.search(timed as SearchQuery))),
    );
    return { hits: mergeHits(lists, limit), complete: false };
  }
  const answers = await Promise.allSettled(
    shards.map(({ repository }) => set.watched(repository.searchPage(timed as SearchQuery))),
  );
  return pageOf(shards, answers, search);
}

function pageOf<A extends Attributes>(
  shards: readonly Shard<A>[],
  answers: readonly PromiseSettledResult<SearchPage<A>>[],
  { limit, signal }: ShardQuery,
): SearchPage<A> {
  const missingShards: MissingShard[] = [];
  const pages: SearchPage<A>[] = [];
  for (const [shard, answer] of answers.entries()) {
    if (answer.status === "fulfilled") pages.push(answer.value);
    else
      missingShards.push({
        shard,
        key: shards[shard]!.repository.key,
        error: missing(answer.reason, signal),
      });
  }
  // No answer at all is no page.
  if (pages.length === 0 && missingShards[0] !== undefined) throw missingShards[0].error;
  const hits: SearchHit<A>[] = mergeHits(
    pages.map((page) => page.hits),
    limit,
  );
  if (missingShards.length > 0) return { hits, complete: false, missingShards };
  return { hits, complete: pages.every(({ complete }) => complete) };
}

/** The error of a shard that may answer another time. @throws any other error, because it concerns the call and not the shard. */
function missing(reason: unknown, signal: AbortSignal | undefined): OctavecError {
  if (signal?.aborted || !isOctavecError(reason) || !reason.retryable) throw reason;
  return reason;
}

function requireNoText(query: AnyQuery): asserts query is SearchQuery {
  if (reading("search", "INVALID_ARGUMENT", () => query?.text === undefined && query?.fusion === undefined))
    return;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "search: text: a collection with shards has no index of words. Search it by vector, or open a collection without shards.",
    { details: { field: "text" } },
  );
}
