import { decodeVcard, encodeVcard, type Filter } from "../commands/index.js";
import type { Executor } from "../executor.js";
import {
  type Attributes,
  checkOperationOptions,
  checkSearchManyOptions,
  type OperationOptions,
  type RepositoryOptions,
  type SearchManyOptions,
  type TuneOptions,
} from "../options/index.js";
import type { PrecisionObserver } from "../telemetry/index.js";
import type { RepositoryBackground } from "./calibration-keeper.js";
import { type CollectionInfo, readInfo } from "./collection-info.js";
import { checkId } from "./elements/check-id.js";
import type { VectorShape } from "./elements/prepare-vector.js";
import { withExpiredCount } from "./expiry/live-count.js";
import { hasElement } from "./has-element.js";
import {
  countRecords,
  type FindOptions,
  findRecords,
  type Listed,
  type ScanOptions,
  scanRecords,
} from "./list-records.js";
import { OpenCollection } from "./open-collection.js";
import { type BroadSearched, isBroad, planBroadSearch } from "./precision/broad-search.js";
import { loadCalibration } from "./precision/calibration-store.js";
import { type PrecisionReport, reportPrecision } from "./precision/precision-report.js";
import { readStoredVectors } from "./precision/read-stored-vector.js";
import { searchCollection } from "./precision/search-collection.js";
import { prepareQuery } from "./prepare-query.js";
import type { SearchPage } from "./search/native-search.js";
import type { PreparedSearch, SearchHit, SearchQuery } from "./search/search.js";
import type { HybridQuery, TextQuery, WordHit } from "./search/word-query.js";
import { hasText, type PlannedPage, planWordSearch } from "./search/word-search.js";
import {
  type AnyHit,
  type AnyQuery,
  type ManySearched,
  type PlannedSearch,
  type SearchOutcome,
  searchAll,
  searchEach,
} from "./search-many.js";
import { readRecord, type StoredRecord } from "./stored-record.js";
import type { TuneReport } from "./tuning/tune-report.js";
import { tuneSearch } from "./tuning/tune-search.js";

/** Enough to keep every connection busy. */
const DEFAULT_CONCURRENCY = 16;

/** For `VectorRepository`, which shares this state with the class that it extends. Set by the class, which alone can read it. */
let stateOf: (reader: object) => OpenCollection;

export function openedOf<A extends Attributes>(reader: CollectionReader<A>): OpenCollection {
  return stateOf(reader);
}

/** What a repository can read of its collection. */
export abstract class CollectionReader<A extends Attributes = Attributes> {
  static {
    stateOf = (reader) => (reader as CollectionReader).#opened;
  }

  readonly #opened: OpenCollection;

  constructor(
    executor: Executor,
    options: RepositoryOptions<A>,
    observer: PrecisionObserver | undefined,
    background: RepositoryBackground | undefined,
  ) {
    this.#opened = new OpenCollection(executor, options, observer, background);
  }

  /** Over how many keys the collection is spread. */
  get shards(): number {
    return 1;
  }

  /** The Redis key of the vector set. With several shards it only names the collection: see `shardKeys()` for theirs. */
  get key(): string {
    return this.#opened.keys.vectors;
  }

  /**
   * The keys of the vector sets, one for each shard. With shards it reads the collection's record, once.
   *
   * @throws OctavecError `COLLECTION_MISMATCH`.
   */
  async shardKeys(options: OperationOptions = {}): Promise<readonly string[]> {
    checkOperationOptions("shardKeys", options);
    return [this.key];
  }

  /** Sends commands to the server of this collection, for code that keeps further keys beside it. */
  get executor(): Executor {
    return this.#opened.executor;
  }

  /** Number of components of the vectors that callers pass. */
  get inputDimension(): number {
    return this.#opened.options.truncateFrom ?? this.#opened.options.dimension;
  }

  /**
   * The best elements by words, or by vector and words. Needs a collection with the option `text`.
   *
   * A search by words finds every element that has one of them and orders by BM25 (k1 1.2, b 0.75). A search by both takes the best
   * candidates of each, four times `limit` and at least 100, and merges them as `fusion` says. Without frequent words it takes one
   * round trip.
   *
   * @example
   * const named = await articles.search({ text: "ERR-42", limit: 5 });
   * for (const { id, textScore } of named) console.log(id, textScore);
   * @throws OctavecError as the search by vector, `MISSING_DEPENDENCY`, and `NOT_AUTHORIZED` (a user who may not run scripts).
   */
  search<Q extends TextQuery | HybridQuery>(query: Q): Promise<WordHit<A, Q>[]>;
  /**
   * The nearest elements by cosine similarity, best first. An empty list if the collection or the given id does not exist.
   *
   * With a filter, it finds `limit` hits if so many exist: while there are fewer, further steps follow, up to a comparison with
   * every element, until `timeoutMs` is over. What the client must check is checked for the 100,000 nearest at most.
   *
   * With `examples` the query is the weighted mean of their unit vectors. Their elements can be among the hits.
   *
   * @example
   * import { f } from "octavec";
   * import { embedOne } from "octavec/embedding";
   * const vector = await embedOne(embedder, "How can I pay?");
   * const hits = await articles.search({ vector, limit: 5, filter: f.gte("year", 2024) });
   * for (const { id, similarity, attributes } of hits) console.log(id, similarity, attributes?.text);
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_FILTER`,
   * `UNSUPPORTED_SERVER` (a threaded search was forced on a server that it can crash), and the errors of the connection.
   */
  search(query: SearchQuery): Promise<SearchHit<A>[]>;
  search(query: AnyQuery): Promise<AnyHit<A>[]> {
    return this.#search(query, false).then(({ hits }) => hits);
  }

  /** The same hits as `search`, and whether they are certain to be the best. For words alone they are. */
  searchPage<Q extends TextQuery | HybridQuery>(query: Q): Promise<SearchPage<A, WordHit<A, Q>>>;
  /**
   * The same hits as `search`, and whether they are certain to be the best ones: `complete` is true only if the server compared
   * the query with every element. It takes further steps without a filter, too.
   *
   * @example
   * import { f } from "octavec";
   * const { hits, complete } = await articles.searchPage({ id: "42", filter: f.eq("lang", "is"), limit: 50 });
   * console.log(complete ? "all" : "at least", hits.length);
   * @throws OctavecError as `search`.
   */
  searchPage(query: SearchQuery): Promise<SearchPage<A>>;
  searchPage(query: AnyQuery): Promise<SearchPage<A, AnyHit<A>>> {
    return this.#search(query, true);
  }

  /** Answers several queries by words, in their order, as the call with vectors does. */
  searchMany<Q extends TextQuery | HybridQuery>(
    queries: readonly Q[],
    options: SearchManyOptions & { onFailure: "report" },
  ): Promise<SearchOutcome<A, WordHit<A, Q>>[]>;
  searchMany<Q extends TextQuery | HybridQuery>(
    queries: readonly Q[],
    options?: SearchManyOptions & { onFailure?: "throw" | undefined },
  ): Promise<WordHit<A, Q>[][]>;
  /**
   * Answers several queries, in their order. All are checked before the first is sent. The first failure rejects the whole call,
   * and no further query is sent then; with `onFailure: "report"` each answer is `{ ok: true, hits }` or `{ ok: false, error }`.
   * Each query is retried automatically.
   */
  searchMany(
    queries: readonly SearchQuery[],
    options: SearchManyOptions & { onFailure: "report" },
  ): Promise<SearchOutcome<A>[]>;
  searchMany(
    queries: readonly SearchQuery[],
    options?: SearchManyOptions & { onFailure?: "throw" | undefined },
  ): Promise<SearchHit<A>[][]>;
  async searchMany(
    queries: readonly AnyQuery[],
    options: SearchManyOptions = {},
  ): Promise<AnyHit<A>[][] | SearchOutcome<A, AnyHit<A>>[]> {
    const { concurrency = DEFAULT_CONCURRENCY, onFailure } = checkSearchManyOptions(options);
    const searched: ManySearched<A> = {
      plan: (query) => this.#plan(query),
      open: (wait) => this.#opened.meta.beforeRead(wait),
    };
    return onFailure === "report"
      ? searchEach(searched, queries, concurrency)
      : searchAll(searched, queries, concurrency);
  }

  /** The stored record, or undefined. One round trip, in which vector and attributes are read together. Retried automatically. */
  async get(id: string, options: OperationOptions = {}): Promise<StoredRecord<A> | undefined> {
    const wait = checkOperationOptions("get", options);
    checkId(id);
    if (!this.#opened.meta.checked) await this.#opened.meta.beforeRead(wait);
    return readRecord<A>(this.#opened.coded, id, this.#opened.options.dimension, wait);
  }

  /** Whether the element exists. One round trip. Retried automatically. */
  async has(id: string, options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("has", options);
    return hasElement(this.#opened, checkId(id), wait);
  }

  /**
   * Every record that matches the filter, in the order of the bytes of the ids. To continue later, in another process too, pass
   * the id of the last record that you got as `after`.
   *
   * A record that is there and matches from beginning to end comes exactly once, whatever others write meanwhile. The primary is
   * asked, never a replica. Each page is retried automatically. Before Redis 8.4 all ids are read first, in one step that makes
   * other clients wait; since then the memory is one page.
   *
   * @example
   * import { f } from "octavec";
   * let after: string | undefined; // of the run before, if that was interrupted
   * for await (const { id, attributes } of articles.scan({ filter: f.eq("lang", "is"), after })) {
   *   console.log(id, attributes?.text);
   *   after = id;
   * }
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_FILTER`, at once; and the errors of the connection, from the iteration.
   */
  scan<const O extends ScanOptions = ScanOptions>(
    options: O = {} as O,
  ): AsyncGenerator<Listed<A, O>, void, void> {
    return scanRecords(this.#opened, options) as AsyncGenerator<Listed<A, O>, void, void>;
  }

  /** The first `limit` records that `scan` returns. */
  find<const O extends FindOptions = FindOptions>(options: O = {} as O): Promise<Listed<A, O>[]> {
    return findRecords(this.#opened, options) as Promise<Listed<A, O>[]>;
  }

  /** Number of records that match the filter. Reads the attributes of every record, as `scan` does. */
  countWhere(filter: Filter, options: { signal?: AbortSignal | undefined } = {}): Promise<number> {
    return countRecords(this.#opened, filter, options);
  }

  /** Number of elements, without expired ones. One round trip. Retried automatically. */
  async count(options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("count", options);
    const { reply, expired } = await withExpiredCount(this.#opened, encodeVcard(this.key), wait);
    const count = decodeVcard(reply);
    this.#opened.size.learn(count);
    return Math.max(0, count - expired);
  }

  /**
   * The server's information about the collection. If it does not exist, the parameters with which it would be created. One
   * round trip. Retried automatically.
   */
  async info(options: OperationOptions = {}): Promise<CollectionInfo> {
    const wait = checkOperationOptions("info", options);
    return readInfo(this.#opened, wait);
  }

  /**
   * How exact the collection is, how often this repository needed fallbacks since it was opened, and recommendations. `text` is
   * for people. Three round trips. Retried automatically.
   *
   * @throws OctavecError `COLLECTION_MISMATCH`, `INVALID_CALIBRATION`.
   */
  async precisionReport(options: OperationOptions = {}): Promise<PrecisionReport> {
    const wait = checkOperationOptions("precisionReport", options);
    if (!this.#opened.meta.checked) await this.#opened.meta.beforeRead(wait);
    const calibration = await loadCalibration(this.#opened.executor, this.#opened.keys, wait);
    return reportPrecision(this.#opened.coded, calibration, this.#opened.options.dimension, wait);
  }

  /**
   * Measures on the live collection which EF finds `targetRecall` of the true nearest neighbours, and reports the smallest one, or that
   * none can. Each query is searched once by comparing every element, and once with each EF that is tried: about ten times, with twice
   * as much each time until it is enough. One search runs at a time, and after a long one the server gets as much time. It only reads;
   * the options of the repository stay as they are.
   *
   * An element that is a query does not count as its own neighbour. Each recall has a 95 % interval (Wilson, with the effective number
   * of trials: neighbours of one query hang together).
   *
   * @example
   * const { reached, ef, advice } = await articles.tune({ targetRecall: 0.98, limit: 10 });
   * if (!reached) console.warn(advice);
   * const hits = await articles.search({ id: "42", limit: 10, ef });
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `CALIBRATION_TOO_SMALL` for fewer than 20
   * elements, `TIMEOUT`, the signal's reason, and the errors of the connection.
   */
  tune(options: TuneOptions): Promise<TuneReport> {
    return tuneSearch(this, this.#opened.options, options);
  }

  #search(query: AnyQuery, widens: boolean): Promise<SearchPage<A, AnyHit<A>>> {
    // Not an async function, which would wrap the promise of the search in others.
    try {
      const { meta } = this.#opened;
      if (hasText(query)) {
        const { wait, run } = this.#planWords(query, widens);
        return meta.checked ? run() : meta.beforeRead(wait).then(run);
      }
      if (isBroad(query)) {
        const { wait, run } = this.#planBroad(query, widens);
        return meta.beforeRead(wait).then(run);
      }
      const search = this.#prepareSearch(query, widens);
      if (meta.checked) return this.#answer(search);
      return meta.beforeRead(search).then(() => this.#answer(search));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #plan(query: AnyQuery): PlannedSearch<A> {
    return hasText(query) ? this.#planWords(query, false) : this.#planVector(query, false);
  }

  #planWords(query: TextQuery | HybridQuery, widens: boolean): PlannedSearch<A> {
    const planVector = (vector: SearchQuery) => this.#planVector(vector, widens);
    return planWordSearch<A>({ opened: this.#opened, planVector }, query);
  }

  #planVector(query: SearchQuery, widens: boolean): PlannedPage<A, SearchHit<A>> {
    if (isBroad(query)) return this.#planBroad(query, widens);
    const search = this.#prepareSearch(query, widens);
    return { wait: search, run: () => this.#answer(search) };
  }

  #planBroad(query: SearchQuery, widens: boolean): PlannedPage<A, SearchHit<A>> {
    const { options } = this.#opened;
    const searched: BroadSearched<A> = {
      shape: options,
      readVectors: (ids, wait) => readStoredVectors(this.#opened.coded, ids, options.dimension, wait),
      prepare: (direct, shape) => this.#prepareSearch(direct, widens, shape),
      answer: (search) => this.#answer(search),
    };
    return planBroadSearch(searched, query);
  }

  #answer(search: PreparedSearch): Promise<SearchPage<A>> {
    return searchCollection<A>(this.#opened.coded, search, this.#opened.options.dimension);
  }

  #prepareSearch(query: SearchQuery, widens: boolean, shape?: VectorShape): PreparedSearch {
    return prepareQuery(this.#opened, query, widens, shape);
  }
}
