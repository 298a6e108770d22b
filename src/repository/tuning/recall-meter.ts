import { cosineSimilarity } from "../../../quantization/index.js";
import { pause } from "../../async/index.js";
import { meanShareInterval, type ShareInterval } from "../../share-interval.js";
import type { SearchHit, SearchQuery } from "../search/search.js";
import type { TunedQuery } from "./sample-queries.js";
import { shareFound } from "./share-found.js";
import type { TunePlan } from "./tune-plan.js";
import type { ExactVectors, TunedCollection } from "./tuned-collection.js";

/** What searches of one kind found, and how long they took as this process sees it. */
export interface SearchFigures {
  /** Mean share of the true neighbours that were found, with its 95 % interval (Wilson, see `tune`). */
  readonly recall: ShareInterval;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** The same for searches with one EF. */
export interface EfFigures extends SearchFigures {
  readonly ef: number;
  /** Mean share of the hits of an exhaustive search that compares in the same way. The graph loses the rest: 1 − graphRecall. */
  readonly graphRecall: number;
}

/** A query and its neighbours. */
interface KnownQuery extends TunedQuery {
  /** Similarities of the hits of an exhaustive search that compares in the same way. */
  readonly comparable: readonly number[];
  /** The true neighbours; undefined if the hits of that exhaustive search count as the true ones. */
  readonly exact: ExactNeighbours | undefined;
}

interface ExactNeighbours {
  /** Ids of the nearest, and of elements that are exactly as near as the last of these. */
  readonly ids: ReadonlySet<string>;
  /** How many a search can find. */
  readonly count: number;
}

interface MeterOptions {
  readonly exact: ExactVectors | undefined;
  readonly signal: AbortSignal | undefined;
  /** Called after each search, with its EF. */
  readonly onSearch: (ef: number | undefined) => void | Promise<void>;
}

/** After a search that took the server so long, others get as much time. */
const LONG_MS = 5;
/** Hits beyond the limit, so that elements as near as the last neighbour are known. */
const SPARE = 10;

/** Measures how many of the true neighbours searches find. Each query is first compared with every element, once. One search runs at a time. */
export class RecallMeter {
  #known: readonly KnownQuery[] = [];

  constructor(
    private readonly collection: TunedCollection,
    private readonly plan: TunePlan,
    private readonly options: MeterOptions,
  ) {}

  /** Finds the neighbours of each query by searches that compare every element. No EF finds more than these. */
  async compareAll(queries: readonly TunedQuery[]): Promise<SearchFigures> {
    const { plan } = this;
    // The largest EF, because with signs it says how many candidates are compared by their codes.
    const exhaustive = { exhaustive: true, precision: plan.precision, ef: plan.candidates };
    const known: KnownQuery[] = [];
    const tally = new Tally(plan.limit);
    for (const query of queries) {
      const { hits, elapsedMs } = await this.#search(query, plan.limit, exhaustive);
      const one = {
        ...query,
        comparable: similaritiesOf(hits),
        exact: await this.#exactNeighbours(query),
      };
      known.push(one);
      tally.add(recallOf(hits, one), elapsedMs);
    }
    this.#known = known;
    return tally.figures;
  }

  async measure(ef: number): Promise<EfFigures> {
    const { limit, precision } = this.plan;
    const tally = new Tally(limit);
    let graphRecall = 0;
    for (const query of this.#known) {
      const { hits, elapsedMs } = await this.#search(query, limit, { ef, precision });
      tally.add(recallOf(hits, query), elapsedMs);
      graphRecall += shareFound(similaritiesOf(hits), query.comparable);
    }
    return { ef, ...tally.figures, graphRecall: graphRecall / this.#known.length };
  }

  async #exactNeighbours(query: TunedQuery): Promise<ExactNeighbours | undefined> {
    const { limit, neighboursBy, candidates } = this.plan;
    if (neighboursBy === "searches") return undefined;
    if (neighboursBy === "vectors") return this.#neighboursByVectors(query);
    const exhaustive = { exhaustive: true, precision: "rescored", ef: candidates } as const;
    const { hits } = await this.#search(query, limit + SPARE, exhaustive);
    return neighboursOf(hits, limit);
  }

  /** By the caller's vectors, among the nearest by the server's scores. */
  async #neighboursByVectors(query: TunedQuery): Promise<ExactNeighbours> {
    const { limit, candidates } = this.plan;
    const exhaustive = { exhaustive: true, precision: "native" } as const;
    const { hits } = await this.#search(query, candidates, exhaustive);
    const vectors = (await this.options.exact?.(hits.map(({ id }) => id))) ?? [];
    const rated = hits.map(({ id, similarity }, place) => {
      const vector = vectors[place];
      return { id, similarity: vector === undefined ? similarity : cosineSimilarity(query.vector, vector) };
    });
    return neighboursOf(
      rated.sort((a, b) => b.similarity - a.similarity),
      limit,
    );
  }

  /** The best `limit` without the element from which the query is. */
  async #search(
    { vector, id }: TunedQuery,
    limit: number,
    how: Pick<SearchQuery, "ef" | "exhaustive" | "precision">,
  ): Promise<{ hits: SearchHit[]; elapsedMs: number }> {
    const { signal, onSearch } = this.options;
    // `search` expects vectors as callers pass them, so a truncated one gets zeros.
    const given = new Float32Array(this.collection.inputDimension);
    given.set(vector);
    const count = id === undefined ? limit : limit + 1;
    const startedAtMs = performance.now();
    const hits = await this.collection.search({
      ...{ vector: given, limit: count, includeAttributes: false, signal },
      ...how,
    });
    const elapsedMs = performance.now() - startedAtMs;
    await onSearch(how.exhaustive ? undefined : how.ef);
    if (elapsedMs > LONG_MS) await pause(elapsedMs, signal);
    return { hits: hits.filter((hit) => hit.id !== id).slice(0, limit), elapsedMs };
  }
}

function recallOf(hits: readonly SearchHit[], { exact, comparable }: KnownQuery): number {
  if (exact === undefined) return shareFound(similaritiesOf(hits), comparable);
  const found = hits.filter(({ id }) => exact.ids.has(id)).length;
  return exact.count === 0 ? 1 : Math.min(1, found / exact.count);
}

function similaritiesOf(hits: readonly SearchHit[]): number[] {
  return hits.map(({ similarity }) => similarity);
}

/** @param rated - Best first. */
function neighboursOf(
  rated: readonly Pick<SearchHit, "id" | "similarity">[],
  limit: number,
): ExactNeighbours {
  const nearest = rated.slice(0, limit);
  const farthest = nearest.at(-1)?.similarity ?? 0;
  const ids = rated.filter(({ similarity }) => similarity >= farthest).map(({ id }) => id);
  return { ids: new Set(ids), count: nearest.length };
}

/** Sums up searches. */
class Tally {
  readonly #shares: number[] = [];
  readonly #timesMs: number[] = [];

  constructor(private readonly limit: number) {}

  add(share: number, elapsedMs: number): void {
    this.#shares.push(share);
    this.#timesMs.push(elapsedMs);
  }

  get figures(): SearchFigures {
    const times = this.#timesMs.toSorted((a, b) => a - b);
    return {
      recall: meanShareInterval(this.#shares, this.limit),
      medianMs: percentile(times, 0.5),
      p99Ms: percentile(times, 0.99),
    };
  }
}

/** By the nearest rank. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
