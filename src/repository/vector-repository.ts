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
  upsertManyOptionsSchema,
} from "../options/index.js";
import type { PrecisionObserver } from "../telemetry/index.js";
import { answerInOrder } from "./answer-in-order.js";
import { checkId } from "./check-id.js";
import { type ClearOptions, clearCollection } from "./clear-collection.js";
import { type CollectionKeys, collectionKeys } from "./collection-keys.js";
import { CollectionMeta } from "./collection-meta.js";
import { deleteElements } from "./delete-elements.js";
import { activateCalibration, dropCalibration, loadCalibration } from "./precision/calibration-store.js";
import { PrecisionMonitor } from "./precision/precision-monitor.js";
import { type PrecisionReport, reportPrecision } from "./precision/precision-report.js";
import { readStoredVector } from "./precision/read-stored-vector.js";
import { calibrateOn } from "./precision/recalibrate.js";
import { searchCollection } from "./precision/search-collection.js";
import { codeSizeBytes } from "./precision/stored-code.js";
import { type CodedCollection, writeToCollection } from "./precision/write-coded-records.js";
import {
  checkedAttributes,
  type PreparedRecord,
  prepareRecord,
  type VectorRecord,
} from "./prepared-record.js";
import { type PreparedSearch, prepareSearch, type SearchHit, type SearchQuery } from "./search.js";
import { reasonOf } from "./step-reply.js";
import type { CollectionInfo, StoredRecord } from "./stored-record.js";
import { SearchThreading } from "./threading/search-threading.js";
import { SetSize } from "./threading/set-size.js";
import { isRecordSource, type RecordSource, UpsertRun } from "./upsert-many.js";
import type { UpsertReport } from "./upsert-report.js";

/** Elements that `recalibrate` learns from. */
const DEFAULT_SAMPLE_SIZE = 1_000;

/**
 * One collection of vectors: typed records in, ranked hits out. Every operation may be repeated: writes replace, deletes
 * of what is gone do nothing. The client itself repeats them after failures that may pass (`connect({ retry })`), also when
 * a reply was lost, unless the method says otherwise; what somebody else wrote in between is then overwritten. Errors are `OctavecError`s; an absent element is `undefined`, `false` or an empty list.
 */
export class VectorRepository<A extends Attributes = Attributes> {
  readonly #executor: Executor;
  readonly #options: ResolvedRepositoryOptions;
  readonly #keys: CollectionKeys;
  readonly #given: RepositoryOptions<A>;
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
    this.#given = options;
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
   */
  through(wrap: (executor: Executor) => Executor): VectorRepository<A> {
    const other = new VectorRepository<A>(wrap(this.#executor), this.#given, this.#observer);
    other.#meta = this.#meta;
    return other;
  }

  /**
   * Stores a record, replacing the element of that id whole, attributes included. One round trip for a new element, two
   * for one that exists (see `writeRecords` for why); replicas and AOF have it when this resolves on the primary.
   *
   * May be repeated, and is: it writes the whole record, so the second time leaves what the first one left.
   *
   * @returns whether the element is new; after a lost reply and a repetition false also for one that this call made.
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_ATTRIBUTES`,
   * `COLLECTION_MISMATCH`, `OUT_OF_MEMORY`, and those of the connection.
   */
  async upsert(record: VectorRecord<A>, options: OperationOptions = {}): Promise<{ inserted: boolean }> {
    const wait = checkOperationOptions("upsert", options);
    const prepared = this.#prepare(record);
    await this.#meta.beforeWrite(wait, [prepared.vector]);
    const [outcome] = await writeToCollection(this.#collection, [prepared], wait);
    if (outcome?.kind === "failed") throw reasonOf(outcome.error, wait.signal);
    const inserted = outcome?.kind === "inserted";
    if (inserted) this.#size.changeBy(1);
    return { inserted };
  }

  /**
   * Stores records from an array, an iterable or an async iterable in pipelined batches, several under way at a time;
   * the source is read no further ahead than that. Of two records with one id the later stands.
   *
   * Memory: at most `(concurrency + 1) × maxBatchBytes` beside the source.
   *
   * May be repeated, and each batch is, as `upsert`; repeating the call needs the source from its beginning.
   *
   * @returns a report in which every record read is acknowledged or, with `onInvalid: "report"`, listed as invalid.
   * @throws UpsertManyError `BATCH_INCOMPLETE` (also when the source throws: `cause`) or `ABORTED`, with the report;
   * the error of an invalid record, with `onInvalid: "throw"`; otherwise as `upsert`, before anything was written.
   */
  async upsertMany(
    records: RecordSource<VectorRecord<A>>,
    options: UpsertManyOptions = {},
  ): Promise<UpsertReport> {
    const resolved = parseOptions(upsertManyOptionsSchema, options, "upsertMany options");
    if (!isRecordSource(records)) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        "upsertMany: expected an array, an iterable or an async iterable.",
      );
    }
    const report = await new UpsertRun(
      {
        write: (batch, wait) => writeToCollection(this.#collection, batch, wait),
        prepare: (record) => this.#prepare(record),
        beforeRead: (wait) => this.#meta.beforeRead(wait),
        beforeWrite: (wait, first) =>
          this.#meta.beforeWrite(
            wait,
            first.map(({ vector }) => vector),
          ),
      },
      resolved,
    ).run(records);
    this.#size.changeBy(report.inserted);
    return report;
  }

  /**
   * The nearest elements by cosine similarity, best first; an empty list when the collection or the given id is absent.
   * May be repeated, and is: it changes nothing.
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
    if (!Array.isArray(queries)) {
      throw new OctavecError("INVALID_ARGUMENT", "searchMany: expected an array of queries.");
    }
    const searches = Array.from(queries, (query: SearchQuery) => this.#prepareSearch(query));
    const [first] = searches;
    if (first === undefined) return [];
    if (!this.#meta.checked) await this.#meta.beforeRead(first);
    return answerInOrder(searches, (search) =>
      searchCollection<A>(this.#collection, search, this.#options.dimension),
    );
  }

  /**
   * The stored record, or undefined. One round trip. Where the collection keeps no codes, vector and attributes are read one
   * after the other: of an element that is being replaced at that moment they may be of different age. May be repeated, and is: it changes
   * nothing.
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

  /** Whether the element exists. One round trip. May be repeated, and is: it changes nothing. */
  async has(id: string, options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("has", options);
    const command = encodeVismember(this.key, checkId(id));
    return decodeVismember(await this.#executor.send(command, { ...wait, readOnly: true }));
  }

  /**
   * Removes elements; those that are not there are passed over. May be repeated, and is: what is gone stays gone.
   *
   * @returns how many were there; after a lost reply and a repetition without those that the first attempt removed.
   */
  async delete(ids: string | readonly string[], options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("delete", options);
    if (typeof ids !== "string" && !Array.isArray(ids)) {
      throw new OctavecError("INVALID_ARGUMENT", "delete: expected an id or an array of ids.");
    }
    const checked = Array.from(typeof ids === "string" ? [ids] : ids, (id: unknown) => checkId(id));
    if (checked.length === 0) return 0;
    if (!this.#meta.checked) await this.#meta.beforeRead(wait);
    const removed = await deleteElements(this.#collection, checked, wait);
    this.#size.changeBy(-removed);
    return removed;
  }

  /** Number of elements. One round trip. May be repeated, and is: it changes nothing. */
  async count(options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("count", options);
    const count = decodeVcard(await this.#executor.send(encodeVcard(this.key), { ...wait, readOnly: true }));
    this.#size.learn(count);
    return count;
  }

  /**
   * What the server knows of the collection; of one that does not exist, what it would be. One round trip. May be repeated,
   * and is: it changes nothing.
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
   * Replaces the attributes of an element, or removes them with `null`; its vector stays. One round trip. May be repeated,
   * and is: all attributes are replaced, so the second time leaves what the first one left.
   *
   * @returns whether the element exists.
   * @throws OctavecError `INVALID_ATTRIBUTES`.
   */
  async setAttributes(id: string, attributes: A | null, options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("setAttributes", options);
    // An empty text removes the attributes of an existing element.
    const json = attributes === null ? "" : checkedAttributes(attributes, this.#options);
    return decodeVsetattr(
      await this.#executor.send(encodeVsetattr({ key: this.key, element: checkId(id), attributes: json }), {
        ...wait,
        idempotent: true,
      }),
    );
  }

  /**
   * How exact the collection is, what that cost since this repository was opened, and what to do about it; `text` says it
   * for people. Three round trips. May be repeated, and is: it changes nothing.
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
   * Learns from a random sample of the stored elements and puts what it learned in force: what written vectors are compared
   * with for drift, and what `precisionReport()` says of the schemes. Reads and writes go on meanwhile; whoever reads the
   * record has the old version or the new one whole. Residual and float32 codes need no calibration, so none is rewritten;
   * the rotation is part of what is stored and cannot change. Measuring keeps this process busy
   * for some tenths of a second at dimension 512, for up to a few seconds at 1,536. May be repeated: each run makes a new
   * version; the client itself does not repeat the step that puts it in force when a reply was lost.
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
   * Removes every element, in chunks that never hold the server up; searches find nothing from the first moment on. The
   * creation parameters stay. A run that was cut off is finished by the next.
   * May be repeated: the next run finds nothing, or what others wrote since. The client repeats its steps, except the
   * renaming when its reply was lost: that would take such newer elements along.
   *
   * @returns how many elements there were.
   */
  async clear(options: ClearOptions = {}): Promise<number> {
    const checked = checkClearOptions("clear", options);
    this.#size.forget();
    return clearCollection(this.#executor, this.#keys, checked);
  }

  /**
   * Clears the collection and forgets its creation parameters, so that it can be made anew with others. May be repeated, as
   * `clear`.
   */
  async drop(options: ClearOptions = {}): Promise<void> {
    const checked = checkClearOptions("drop", options);
    await clearCollection(this.#executor, this.#keys, checked);
    const forget = { signal: checked.signal, idempotent: true };
    await dropCalibration(this.#executor, this.#keys, { signal: checked.signal });
    // Codes whose element another program removed are left when the set is empty already.
    await this.#executor.send(["UNLINK", this.#keys.codes, this.#keys.bounds], forget);
    await this.#executor.send(["DEL", this.#keys.meta], forget);
    this.#meta.forget();
    this.#size.forget();
  }

  get #collection(): CodedCollection {
    const { layout } = this.#meta;
    return {
      executor: this.#executor,
      keys: this.#keys,
      layout,
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
    const { precision } = this.#meta.layout;
    const codeBytes = codeSizeBytes(precision, this.#options.dimension);
    return prepareRecord(record, this.key, this.#options, codeBytes);
  }
}
