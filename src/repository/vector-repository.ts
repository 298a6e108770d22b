import {
  decodeAttributes,
  decodeVcard,
  decodeVinfo,
  decodeVismember,
  decodeVsetattr,
  encodeVcard,
  encodeVinfo,
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
import { checkId } from "./check-id.js";
import { checkedAttributes, defaultAttributes } from "./checked-attributes.js";
import { checkedList } from "./checked-list.js";
import { type ClearOptions, clearCollection, dropCollection } from "./clear-collection.js";
import { type CollectionKeys, collectionKeys } from "./collection-keys.js";
import { CollectionMeta } from "./collection-meta.js";
import { deleteElements } from "./delete-elements.js";
import { activateCalibration, loadCalibration } from "./precision/calibration-store.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { PrecisionMonitor } from "./precision/precision-monitor.js";
import { type PrecisionReport, reportPrecision } from "./precision/precision-report.js";
import { readStoredVector } from "./precision/read-stored-vector.js";
import { calibrateOn } from "./precision/recalibrate.js";
import { searchCollection } from "./precision/search-collection.js";
import { codeSizeBytes } from "./precision/stored-code.js";
import { type PreparedRecord, prepareRecord, type VectorRecord } from "./prepared-record.js";
import type { RecordSource } from "./record-source.js";
import { type PreparedSearch, prepareSearch, type SearchHit, type SearchQuery } from "./search.js";
import type { CollectionInfo, StoredRecord } from "./stored-record.js";
import { SearchThreading } from "./threading/search-threading.js";
import { SetSize } from "./threading/set-size.js";
import { upsertMany } from "./upsert-many.js";
import type { UpsertReport } from "./upsert-report.js";
import { writeRecords } from "./write-records.js";

/** Elements that `recalibrate` learns from. */
const DEFAULT_SAMPLE_SIZE = 1_000;

/**
 * One collection of vectors: typed records in, ranked hits out. Every operation may be repeated: writes replace, deletes
 * of what is gone do nothing. The client itself repeats them after failures that may pass (`connect({ retry })`), also when
 * a reply was lost, unless the method says otherwise; what others wrote in between is then overwritten. Errors are `OctavecError`s; an absent element is `undefined`, `false` or an empty list.
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
   * Does no I/O: the collection is looked at with the first operation.
   *
   * @param observer - Receives the counts of precision; `client.repository` passes the client's metrics.
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

  /** Components of the vectors that come in. */
  get inputDimension(): number {
    return this.#options.truncateFrom ?? this.#options.dimension;
  }

  /**
   * The same collection through another executor, which `wrap` makes of this one's: to count, guard or rewrite what is
   * sent. What is known of the collection's record is shared, so it is not asked for again. Does no I/O.
   *
   * @throws OctavecError `INVALID_ARGUMENT`; otherwise what `wrap` throws.
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
   * Stores a record, replacing the element of that id whole, attributes included. One round trip, and one step on the server:
   * readers see the element from before or the new one, and what is refused changes nothing. Replicas and AOF have it when this
   * resolves on the primary. (A user who may not run scripts has a weaker way: see "Least privilege" in the README.)
   *
   * Idempotent; retried automatically.
   *
   * @returns whether the element is new; after a lost reply and a repetition also false for one that this call made.
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_ATTRIBUTES`,
   * `COLLECTION_MISMATCH` (also when others dropped the collection or made it anew since it was opened: the next call opens it
   * again), `OUT_OF_MEMORY`, and those of the connection.
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
   * Stores records from an array, an iterable or an async iterable in pipelined batches, several under way at a time.
   * Each record is read once and copied whole. Of two records with one id the later stands.
   *
   * An array is encoded whole before anything is sent. The list and its first records (2,000 or 16 MiB, whichever is less)
   * are copied before this call returns, the others in slices of about 10 ms: do not change a longer array before the promise
   * settles. Memory: all encoded records. Any other source is read while batches are written, at most one batch ahead;
   * memory: `(concurrency + 1) × maxBatchBytes`.
   *
   * Idempotent, as `upsert`; repeating the call needs the source from its beginning.
   *
   * @returns a report in which every record read is acknowledged or, with `onInvalid: "report"`, listed as invalid.
   * @throws UpsertManyError, always: `error.report` says what was stored, also when that is nothing. Its code is
   * `BATCH_INCOMPLETE` (also when the source throws: `cause`), `ABORTED`, that of an invalid record with
   * `onInvalid: "throw"`, `INVALID_OPTIONS`, or one of `upsert`'s, before anything was written.
   */
  async upsertMany(
    records: RecordSource<VectorRecord<A>>,
    options: UpsertManyOptions = {},
  ): Promise<UpsertReport> {
    // All batches are written as the first one found the collection, also when it is opened anew meanwhile.
    let opened = this.#collection;
    const report = await upsertMany(
      {
        write: (batch, wait) => writeRecords(opened, batch, wait),
        prepare: (record) => this.#prepare(record),
        codeSizeBytes: () => codeSizeBytes(this.#meta.layout.precision, this.#options.dimension),
        beforeRead: (wait) => this.#meta.beforeRead(wait),
        beforeWrite: async (wait, first) => {
          await this.#meta.beforeWrite(
            wait,
            first.map(({ vector }) => vector),
          );
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
   * The nearest elements by cosine similarity, best first; an empty list when the collection or the given id is absent.
   *
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_FILTER`,
   * `UNSUPPORTED_SERVER` (threads forced on a server that they can crash), and those of the connection.
   */
  async search(query: SearchQuery): Promise<SearchHit<A>[]> {
    const search = this.#prepareSearch(query);
    if (!this.#meta.checked) await this.#meta.beforeRead(search);
    return searchCollection<A>(this.#collection, search, this.#options.dimension);
  }

  /**
   * Answers several queries, in order. All are checked before the first is sent; at most 16 are under way at a time.
   * The first failure rejects the whole, and no further query is sent then. May be repeated; each query by itself is.
   */
  async searchMany(queries: readonly SearchQuery[]): Promise<SearchHit<A>[][]> {
    const searches = checkedList("searchMany", "an array of queries", queries, (query: SearchQuery) =>
      this.#prepareSearch(query),
    );
    const [first] = searches;
    if (first === undefined) return [];
    if (!this.#meta.checked) await this.#meta.beforeRead(first);
    return answerInOrder(searches, (search) =>
      searchCollection<A>(this.#collection, search, this.#options.dimension),
    );
  }

  /**
   * The stored record, or undefined. One round trip; vector and attributes are of the same age. Retried automatically: it
   * changes nothing.
   */
  async get(id: string, options: OperationOptions = {}): Promise<StoredRecord<A> | undefined> {
    const wait = checkOperationOptions("get", options);
    checkId(id);
    if (!this.#meta.checked) await this.#meta.beforeRead(wait);
    const stored = await readStoredVector(
      this.#executor,
      this.#keys,
      id,
      this.#meta.layout,
      this.#options.dimension,
      wait,
    );
    if (stored === undefined) return undefined;
    const { vector, attributes: text } = stored;
    const decoded = text === undefined ? undefined : decodeAttributes(text);
    return decoded === undefined ? { id, vector } : { id, vector, attributes: decoded as A };
  }

  /** Whether the element exists. One round trip. Retried automatically: it changes nothing. */
  async has(id: string, options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("has", options);
    const command = encodeVismember(this.key, checkId(id));
    return decodeVismember(await this.#executor.send(command, { ...wait, readOnly: true }));
  }

  /**
   * Removes elements; those that are not there are passed over. Idempotent; retried automatically.
   *
   * @returns how many were there; after a lost reply and a repetition without those that the first attempt removed.
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

  /** Number of elements. One round trip. Retried automatically: it changes nothing. */
  async count(options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("count", options);
    const count = decodeVcard(await this.#executor.send(encodeVcard(this.key), { ...wait, readOnly: true }));
    this.#size.learn(count);
    return count;
  }

  /**
   * What the server knows of the collection; of one that does not exist, what it would be. One round trip. Retried
   * automatically: it changes nothing.
   */
  async info(options: OperationOptions = {}): Promise<CollectionInfo> {
    const wait = checkOperationOptions("info", options);
    const info = decodeVinfo(await this.#executor.send(encodeVinfo(this.key), { ...wait, readOnly: true }));
    this.#size.learn(info?.size ?? 0);
    const { dimension, quantization, m } = info ?? this.#options;
    return {
      key: this.key,
      count: info?.size ?? 0,
      dimension,
      quantization,
      m,
      attributesCount: info?.attributesCount ?? 0,
      maxLevel: info?.maxLevel ?? 0,
    };
  }

  /**
   * Replaces the attributes of an element; its vector stays. `null` removes them, as if the record had come without: a
   * schema that requires a field refuses that, and one with defaults gives them. One round trip. May be repeated,
   * and is: all attributes are replaced, so the second time leaves what the first one left.
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
   * How exact the collection is, what that cost since this repository was opened, and what to do about it; `text` says it
   * for people. Three round trips. Retried automatically: it changes nothing.
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
   * Learns a new calibration from a random sample of the stored elements and puts it in force: written vectors are compared
   * with it for drift, and `precisionReport()` reports it. Reads and writes go on meanwhile and see the old version or the new
   * one, never a mixture. No code is rewritten, because residual and float32 codes need no calibration; the rotation stays.
   * Blocks this process for some tenths of a second at dimension 512, for up to a few seconds at 1,536. Each run makes a new
   * version.
   *
   * @returns the version now in force, and the calibration in words.
   * @throws `CALIBRATION_TOO_SMALL` below 300 elements; the calibration in force stays.
   */
  async recalibrate(options: RecalibrateOptions = {}): Promise<{ version: number; report: string }> {
    const { sampleSize = DEFAULT_SAMPLE_SIZE, ...wait } = checkRecalibrateOptions(options);
    if (!this.#meta.checked) await this.#meta.beforeRead(wait);
    const { namespace, collection, dimension } = this.#options;
    const { record, report } = await calibrateOn(
      this.#collection,
      `${namespace}:${collection}`,
      dimension,
      sampleSize,
      wait,
    );
    const version = await activateCalibration(this.#executor, this.#keys, record, wait);
    this.#monitor.watchDrift(record);
    this.#monitor.tell({ kind: "recalibrated", version, sampleSize: record.samples });
    return { version, report };
  }

  /**
   * Removes every element, in chunks that never block the server for long; searches find nothing from the first moment on.
   * The creation parameters stay. The next run finishes one that was cut off. The client does not repeat the first step when
   * its reply was lost, because that would remove elements written since.
   *
   * @returns how many elements there were.
   */
  async clear(options: ClearOptions = {}): Promise<number> {
    const checked = checkClearOptions("clear", options);
    this.#size.forget();
    return clearCollection(this.#executor, this.#keys, checked);
  }

  /**
   * Clears the collection and forgets its creation parameters, in one step. Clients that had it open are refused with
   * `COLLECTION_MISMATCH` once, and open it anew.
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
    };
  }

  #prepareSearch(query: SearchQuery): PreparedSearch {
    const { withAttributes } = this.#executor.capabilities;
    const search = prepareSearch(query, this.key, this.#options, withAttributes);
    this.#threading.check(search.threading);
    return search;
  }

  #prepare(record: unknown): PreparedRecord {
    return prepareRecord(record, this.key, this.#options);
  }
}
