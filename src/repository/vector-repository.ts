import {
  decodeVcard,
  decodeVismember,
  decodeVsetattr,
  encodeVcard,
  encodeVismember,
  encodeVsetattr,
} from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  type Attributes,
  checkClearOptions,
  checkOperationOptions,
  checkRecalibrateOptions,
  type OperationOptions,
  parseOptions,
  type RecalibrateOptions,
  type RepositoryOptions,
  type ResolvedRepositoryOptions,
  repositoryOptionsSchema,
  type UpsertManyOptions,
} from "../options/index.js";
import { reasonOf } from "../reply.js";
import type { PrecisionObserver } from "../telemetry/index.js";
import { answerInOrder } from "./answer-in-order.js";
import { checkedAttributes, defaultAttributes } from "./checked-attributes.js";
import { checkedList } from "./checked-list.js";
import { type ClearOptions, clearCollection, dropCollection } from "./clear-collection.js";
import { type CollectionInfo, readInfo } from "./collection-info.js";
import { CollectionMeta } from "./collection-meta.js";
import { deleteElements } from "./delete-elements.js";
import { checkId } from "./elements/check-id.js";
import { type CollectionKeys, collectionKeys } from "./elements/collection-keys.js";
import { loadCalibration } from "./precision/calibration-store.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { PrecisionMonitor } from "./precision/precision-monitor.js";
import { type PrecisionReport, reportPrecision } from "./precision/precision-report.js";
import { recalibrate } from "./precision/recalibrate.js";
import { searchCollection } from "./precision/search-collection.js";
import { codeSizeBytes } from "./precision/stored-code.js";
import { type PreparedRecord, prepareRecord, type VectorRecord } from "./prepared-record.js";
import type { RecordSource } from "./record-source.js";
import type { SearchPage } from "./search/native-search.js";
import { type PreparedSearch, prepareSearch, type SearchHit, type SearchQuery } from "./search/search.js";
import { readRecord, type StoredRecord } from "./stored-record.js";
import { SearchThreading } from "./threading/search-threading.js";
import { SetSize } from "./threading/set-size.js";
import { upsertMany } from "./upsert-many.js";
import type { UpsertReport } from "./upsert-report.js";
import { writeRecords } from "./write-records.js";

/**
 * One collection of vectors: typed records in, ranked hits out.
 *
 * Every operation may be called again: a write replaces the element, and deleting an absent element does nothing. Unless the
 * method says otherwise, the client retries it after a temporary failure, even if only the reply was lost
 * (`connect({ retry })`). A retried write overwrites what others wrote in between.
 *
 * Errors are `OctavecError`s. An absent element is `undefined`, `false` or an empty list.
 */
export class VectorRepository<A extends Attributes = Attributes> {
  readonly #executor: Executor;
  readonly #options: ResolvedRepositoryOptions;
  readonly #keys: CollectionKeys;
  readonly #observer: PrecisionObserver | undefined;
  readonly #monitor: PrecisionMonitor;
  #meta: CollectionMeta;
  readonly #size: SetSize;
  readonly #threading: SearchThreading;

  /**
   * Does no I/O. The first operation reads and compares the collection's record.
   *
   * @param observer - Gets the counts of precision; `client.repository` passes the client's metrics.
   * @throws OctavecError `INVALID_OPTIONS`.
   */
  constructor(executor: Executor, options: RepositoryOptions<A>, observer?: PrecisionObserver) {
    this.#executor = executor;
    this.#observer = observer;
    this.#options = parseOptions(repositoryOptionsSchema, options, "repository options");
    this.#keys = collectionKeys(this.#options.namespace, this.#options.collection);
    this.#monitor = new PrecisionMonitor(this.#options.dimension, this.#options.onPrecisionEvent, observer);
    const nowMs = () => performance.now();
    this.#size = new SetSize(executor, this.key, nowMs);
    this.#threading = new SearchThreading(executor, this.#options, this.#size, {
      nowMs,
      random: Math.random,
    });
    this.#meta = new CollectionMeta(executor, this.#keys, this.#options, this.#monitor, (count) =>
      this.#size.learn(count),
    );
  }

  /** The Redis key of the vector set. */
  get key(): string {
    return this.#keys.vectors;
  }

  /** Number of components of the vectors that callers pass. */
  get inputDimension(): number {
    return this.#options.truncateFrom ?? this.#options.dimension;
  }

  /**
   * The same collection with another executor, for example to count, check or change what is sent. `wrap` gets this
   * repository's executor and returns the new one. Both repositories share the collection's record. Does no I/O.
   *
   * @throws OctavecError `INVALID_ARGUMENT`. Errors of `wrap`.
   */
  through(wrap: (executor: Executor) => Executor): VectorRepository<A> {
    if (typeof wrap !== "function") {
      throw new OctavecError("INVALID_ARGUMENT", "through: expected a function that wraps an executor.");
    }
    const options = this.#options as RepositoryOptions<A>;
    const other = new VectorRepository<A>(wrap(this.#executor), options, this.#observer);
    other.#meta = this.#meta;
    return other;
  }

  /**
   * Stores a record. An existing element with this id is replaced as a whole, with its attributes. One round trip, and one
   * atomic step on the server: readers see the old element or the new one, and a refused write changes nothing. The write also
   * goes to replicas and the AOF. (For a user who may not run scripts the guarantees are weaker: see "Least privilege".)
   *
   * Idempotent; retried automatically.
   *
   * @returns whether the element is new. After a retry it may be false for an element that this call has added.
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_ATTRIBUTES`,
   * `COLLECTION_MISMATCH` (also if the collection was dropped or created again since it was opened; the next call opens it
   * again), `OUT_OF_MEMORY`, and the errors of the connection.
   */
  async upsert(record: VectorRecord<A>, options: OperationOptions = {}): Promise<{ inserted: boolean }> {
    const wait = checkOperationOptions("upsert", options);
    const prepared = this.#prepare(record);
    await this.#meta.beforeWrite(wait, [prepared.vector]);
    const [outcome] = await writeRecords(this.#collection, [prepared], wait);
    if (outcome?.kind === "failed") throw reasonOf(outcome.error, wait.signal);
    const inserted = outcome?.kind === "inserted";
    if (inserted) this.#size.changeBy(1);
    return { inserted };
  }

  /**
   * Stores records from an array, an iterable or an async iterable in pipelined batches, several at a time. Each record is
   * read once and copied. If two records have the same id, the later one is kept.
   *
   * - An array is encoded as a whole before anything is sent. The list and its first records (2,000 or 16 MiB, whichever is
   *   less) are copied before this call returns, the others in slices of about 10 ms. So do not change the records of a
   *   longer array before the promise settles. Memory: all encoded records.
   * - Any other source is read at most one batch ahead of the writes. Memory: `(concurrency + 1) × maxBatchBytes`.
   *
   * Idempotent; retried automatically. To repeat the call, read the source from its beginning.
   *
   * @example
   * const vectors = await embedder.embed(texts);
   * const records = vectors.map((vector, index) => ({ id: String(index), vector, attributes: { text: texts[index] } }));
   * const { acknowledged } = await articles.upsertMany(records);
   * @returns a report in which every record read is acknowledged or, with `onInvalid: "report"`, listed as invalid.
   * @throws UpsertManyError and no other error. `error.report` has the outcome of every record read. The code is
   * `BATCH_INCOMPLETE` (also if the source throws, see `cause`), `ABORTED`, that of an invalid record with
   * `onInvalid: "throw"`, `INVALID_OPTIONS`, or a code of `upsert` if nothing was written.
   */
  async upsertMany(
    records: RecordSource<VectorRecord<A>>,
    options: UpsertManyOptions = {},
  ): Promise<UpsertReport> {
    // All batches use the layout and record that were read before the first one, even if the collection is opened again.
    let opened = this.#collection;
    const report = await upsertMany(
      {
        write: (batch, wait) => writeRecords(opened, batch, wait),
        prepare: (record) => this.#prepare(record),
        codeSizeBytes: () => codeSizeBytes(this.#meta.layout.precision, this.#options.dimension),
        beforeRead: (wait) => this.#meta.beforeRead(wait),
        beforeWrite: async (wait, first) => {
          const vectors = first.map(({ vector }) => vector);
          await this.#meta.beforeWrite(wait, vectors);
          opened = this.#collection;
        },
      },
      records,
      options,
    );
    this.#size.changeBy(report.inserted);
    return report;
  }

  /**
   * The nearest elements by cosine similarity, best first. An empty list if the collection or the given id does not exist.
   *
   * With a filter, it finds `limit` hits if so many exist: while there are fewer, further steps follow, up to a comparison with
   * every element, until `timeoutMs` is over. What the client must check is checked for the 100,000 nearest at most.
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
  search(query: SearchQuery): Promise<SearchHit<A>[]> {
    return this.#search(query, false).then(({ hits }) => hits);
  }

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
  searchPage(query: SearchQuery): Promise<SearchPage<A>> {
    return this.#search(query, true);
  }

  /**
   * Answers several queries and returns the hits in the order of the queries. All queries are checked before the first is
   * sent, and at most 16 run at a time. The first failure rejects the whole call, and no further query is sent then. Each
   * query is retried automatically.
   */
  async searchMany(queries: readonly SearchQuery[]): Promise<SearchHit<A>[][]> {
    const searches = checkedList("searchMany", "an array of queries", queries, (query: SearchQuery) =>
      this.#prepareSearch(query, false),
    );
    const [first] = searches;
    if (first === undefined) return [];
    if (!this.#meta.checked) await this.#meta.beforeRead(first);
    return answerInOrder(searches, (search) => this.#answer(search).then(({ hits }) => hits));
  }

  /** The stored record, or undefined. One round trip, in which vector and attributes are read together. Retried automatically. */
  async get(id: string, options: OperationOptions = {}): Promise<StoredRecord<A> | undefined> {
    const wait = checkOperationOptions("get", options);
    checkId(id);
    if (!this.#meta.checked) await this.#meta.beforeRead(wait);
    return readRecord<A>(this.#collection, id, this.#options.dimension, wait);
  }

  /** Whether the element exists. One round trip. Retried automatically. */
  async has(id: string, options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("has", options);
    const command = encodeVismember(this.key, checkId(id));
    return decodeVismember(await this.#executor.send(command, { ...wait, readOnly: true }));
  }

  /**
   * Removes elements. Ids that do not exist are no error. Idempotent; retried automatically.
   *
   * @returns how many existed. After a retry, elements that the first attempt removed are not counted.
   */
  async delete(ids: string | readonly string[], options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("delete", options);
    const checked =
      typeof ids === "string"
        ? [checkId(ids)]
        : checkedList("delete", "an id or an array of ids", ids, (id: unknown) => checkId(id));
    if (checked.length === 0) return 0;
    if (!this.#meta.checked) await this.#meta.beforeRead(wait);
    const removed = await deleteElements(this.#collection, checked, wait);
    this.#size.changeBy(-removed);
    return removed;
  }

  /** Number of elements. One round trip. Retried automatically. */
  async count(options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("count", options);
    const count = decodeVcard(await this.#executor.send(encodeVcard(this.key), { ...wait, readOnly: true }));
    this.#size.learn(count);
    return count;
  }

  /**
   * The server's information about the collection. If it does not exist, the parameters with which it would be created. One
   * round trip. Retried automatically.
   */
  async info(options: OperationOptions = {}): Promise<CollectionInfo> {
    const wait = checkOperationOptions("info", options);
    const info = await readInfo(this.#executor, this.key, this.#options, wait);
    this.#size.learn(info.count);
    return info;
  }

  /**
   * Replaces all attributes of an element and keeps its vector. `null` removes them, as for a record without attributes: a schema
   * with required fields refuses that, and a schema with defaults sets them. One round trip. Idempotent; retried automatically.
   *
   * @returns whether the element exists.
   * @throws OctavecError `INVALID_ATTRIBUTES`.
   */
  async setAttributes(id: string, attributes: A | null, options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("setAttributes", options);
    // An empty text removes the attributes of an existing element.
    const json =
      attributes === null
        ? (defaultAttributes(this.#options) ?? "")
        : checkedAttributes(attributes, this.#options);
    return decodeVsetattr(
      await this.#executor.send(encodeVsetattr({ key: this.key, element: checkId(id), attributes: json }), {
        ...wait,
        idempotent: true,
      }),
    );
  }

  /**
   * How exact the collection is, how often this repository needed fallbacks since it was opened, and recommendations. `text` is
   * for people. Three round trips. Retried automatically.
   *
   * @throws OctavecError `COLLECTION_MISMATCH`, `INVALID_CALIBRATION`.
   */
  async precisionReport(options: OperationOptions = {}): Promise<PrecisionReport> {
    const wait = checkOperationOptions("precisionReport", options);
    if (!this.#meta.checked) await this.#meta.beforeRead(wait);
    const calibration = await loadCalibration(this.#executor, this.#keys, wait);
    return reportPrecision(this.#collection, calibration, this.#options.dimension, wait);
  }

  /**
   * Makes a new calibration from a random sample of the stored elements and activates it. Vectors written later are compared
   * with it for drift, and `precisionReport()` includes it. Reads and writes can continue and see the old or the new version.
   * No code is rewritten, because residual and float32 codes need no calibration. The rotation stays. The call blocks this
   * process for some tenths of a second at dimension 512, and for up to a few seconds at 1,536. Each call makes a new version.
   *
   * @returns the active version, and a report of the calibration as text.
   * @throws `CALIBRATION_TOO_SMALL` for fewer than 300 elements. The active calibration then stays.
   */
  async recalibrate(options: RecalibrateOptions = {}): Promise<{ version: number; report: string }> {
    const { sampleSize = 1_000, ...wait } = checkRecalibrateOptions(options);
    if (!this.#meta.checked) await this.#meta.beforeRead(wait);
    const { namespace, collection, dimension } = this.#options;
    return recalibrate(this.#collection, `${namespace}:${collection}`, { dimension, sampleSize }, wait);
  }

  /**
   * Removes every element, in chunks that do not block the server for long. The collection is empty for readers at once. The
   * creation parameters stay. The next call finishes one that was interrupted. The first step is not retried after a lost
   * reply, because a retry would remove elements written since.
   *
   * @returns the number of elements before.
   */
  async clear(options: ClearOptions = {}): Promise<number> {
    const checked = checkClearOptions("clear", options);
    this.#size.forget();
    return clearCollection(this.#executor, this.#keys, checked);
  }

  /**
   * Clears the collection and deletes its creation parameters, in one step. The next write of a client that had it open is
   * refused once with `COLLECTION_MISMATCH`; the client opens it again with its next call.
   */
  async drop(options: ClearOptions = {}): Promise<void> {
    const checked = checkClearOptions("drop", options);
    await dropCollection(this.#executor, this.#keys, checked).finally(() => this.#meta.forget());
    this.#size.forget();
  }

  get #collection(): CodedCollection {
    const { layout, record } = this.#meta;
    return {
      executor: this.#executor,
      keys: this.#keys,
      layout,
      record,
      onOutdated: () => this.#meta.forget(record),
      monitor: this.#monitor,
      threading: this.#threading,
      size: this.#size,
    };
  }

  #search(query: SearchQuery, widens: boolean): Promise<SearchPage<A>> {
    // Not an async function, which would wrap the promise of the search in others.
    try {
      const search = this.#prepareSearch(query, widens);
      if (this.#meta.checked) return this.#answer(search);
      return this.#meta.beforeRead(search).then(() => this.#answer(search));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #answer(search: PreparedSearch): Promise<SearchPage<A>> {
    return searchCollection<A>(this.#collection, search, this.#options.dimension);
  }

  #prepareSearch(query: SearchQuery, widens: boolean): PreparedSearch {
    const { withAttributes: canReturnAttributes } = this.#executor.capabilities;
    const { attributes: schema } = this.#options;
    const place = { canReturnAttributes, schema, widens };
    const search = prepareSearch(query, this.key, this.#options, place);
    this.#threading.check(search.threading);
    return search;
  }

  #prepare(record: unknown): PreparedRecord {
    return prepareRecord(record, this.key, this.#options);
  }
}
