import type { Filter } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  type Attributes,
  checkClearOptions,
  checkOperationOptions,
  checkRecalibrateOptions,
  type DeleteWhereOptions,
  type OperationOptions,
  type RecalibrateOptions,
  type RepositoryOptions,
  type TouchOptions,
  type UpdateAttributesOptions,
  type UpdateWhereOptions,
  type UpsertManyOptions,
} from "../options/index.js";
import type { PrecisionObserver } from "../telemetry/index.js";
import type { RepositoryBackground } from "./calibration-keeper.js";
import { type DeleteReport, deleteMatching, type UpdateReport, updateMatching } from "./change-matching.js";
import { type ClearOptions, clearCollection, dropCollection } from "./clear-collection.js";
import { CollectionReader, openedOf } from "./collection-reader.js";
import { deleteElements } from "./delete-elements.js";
import { checkId } from "./elements/check-id.js";
import { checkedList } from "./elements/checked-list.js";
import type { VectorInput } from "./elements/prepare-vector.js";
import { sweepAll } from "./expiry/sweep-step.js";
import type { OpenCollection } from "./open-collection.js";
import type { AttributesPatch, AttributesUpdate } from "./patch-attributes.js";
import { recalibrate } from "./precision/recalibrate.js";
import type { VectorRecord } from "./prepared-record.js";
import type { RecordSource } from "./record-source.js";
import { explainForbiddenScript } from "./requires-scripts.js";
import { setAttributes } from "./set-attributes.js";
import { touchElements } from "./touch-elements.js";
import { updateAttributes } from "./update-attributes.js";
import { updateVector } from "./update-vector.js";
import { upsertMany } from "./upsert-many.js";
import type { UpsertReport } from "./upsert-report.js";
import { upsertOne, upsertTarget } from "./upsert-target.js";

/**
 * One collection of vectors: typed records in, ranked hits out.
 *
 * Every operation may be called again: a write replaces the element, and deleting an absent element does nothing. Unless the
 * method says otherwise, the client retries it after a temporary failure, even if only the reply was lost
 * (`connect({ retry })`). A retried write overwrites what others wrote in between.
 *
 * Errors are `OctavecError`s. An absent element is `undefined`, `false` or an empty list.
 */
export class VectorRepository<A extends Attributes = Attributes> extends CollectionReader<A> {
  readonly #opened: OpenCollection;

  /**
   * Does no I/O. The first operation reads and compares the collection's record.
   *
   * @param observer - Gets the counts of precision; `client.repository` passes the client's metrics.
   * @param background - Runs what no call waits for: removing expired records, and calibrations of int8 codes. `client.repository`
   * passes the client. Without it `sweep()` removes expired records, and int8 codes begin with `recalibrate()`.
   * @throws OctavecError `INVALID_OPTIONS`.
   */
  constructor(
    executor: Executor,
    options: RepositoryOptions<A>,
    observer?: PrecisionObserver,
    background?: RepositoryBackground,
  ) {
    super(executor, options, observer, background);
    this.#opened = openedOf(this);
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
    const options = this.#opened.options as RepositoryOptions<A>;
    const { executor, observer, background } = this.#opened;
    const other = new VectorRepository<A>(wrap(executor), options, observer, background);
    openedOf(other).meta = this.#opened.meta;
    openedOf(other).expiry = this.#opened.expiry;
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
    return upsertOne(upsertTarget(this.#opened), record, wait);
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
    return upsertMany(upsertTarget(this.#opened), records, options);
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
    if (!this.#opened.meta.checked) await this.#opened.meta.beforeRead(wait);
    const removed = await deleteElements(this.#opened.coded, checked, wait);
    this.#opened.size.changeBy(-removed);
    return removed;
  }

  /**
   * Replaces all attributes of an element and keeps its vector. `null` removes them, as for a record without attributes: a schema
   * with required fields refuses that, and a schema with defaults sets them. One round trip. Idempotent; retried automatically.
   *
   * @returns whether the element exists.
   * @throws OctavecError `INVALID_ATTRIBUTES`.
   */
  async setAttributes(id: string, attributes: A | null, options: OperationOptions = {}): Promise<boolean> {
    return setAttributes(this.#opened, id, attributes, checkOperationOptions("setAttributes", options));
  }

  /**
   * Changes some attributes of an element and keeps the others. Atomic: the result is checked with the schema, and written only if
   * the element is still as it was read; otherwise it is computed anew, up to 50 times. Two round trips without a conflict.
   * Retried automatically; with a function not after a lost reply, because it may have been applied.
   *
   * @param patch - New values by field; `undefined` removes a field, and nested objects are replaced as a whole. Or a function
   * that returns a patch for the present attributes.
   * @example
   * await articles.updateAttributes("42", { lang: "is", draft: undefined });
   * await articles.updateAttributes("42", (now) => ({ reads: Number(now?.reads ?? 0) + 1 }));
   * @returns whether the element exists.
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_ATTRIBUTES`, `WRITE_CONFLICT`, `COLLECTION_MISMATCH`, `OUT_OF_MEMORY`,
   * `NOT_AUTHORIZED` (a user who may not run scripts), and the errors of the connection.
   */
  updateAttributes(
    id: string,
    patch: AttributesPatch<A> | AttributesUpdate<A>,
    options: UpdateAttributesOptions = {},
  ): Promise<boolean> {
    return updateAttributes(this.#opened, id, patch, options);
  }

  /**
   * Replaces the vector of an element and its code, and keeps its attributes, in one atomic step. Idempotent; retried
   * automatically.
   *
   * @returns whether the element exists.
   * @throws OctavecError as `upsert`, and `NOT_AUTHORIZED` (a user who may not run scripts).
   */
  async updateVector(id: string, vector: VectorInput, options: OperationOptions = {}): Promise<boolean> {
    return updateVector(this.#opened, id, vector, checkOperationOptions("updateVector", options));
  }

  /**
   * Prolongs the life of records: each lives at least `ttlMs` from now on. A life is never shortened, and a record without expiry
   * stays so. One round trip, by the server's own clock. Idempotent; retried automatically.
   *
   * @returns whether the record exists; for a list of ids, how many exist. An expired record does not.
   * @throws OctavecError `INVALID_ARGUMENT`, also if neither the call nor the repository has a `ttlMs`; `OUT_OF_MEMORY`,
   * `NOT_AUTHORIZED` (a user who may not run scripts), and the errors of the connection.
   */
  touch(id: string, options?: TouchOptions): Promise<boolean>;
  touch(ids: readonly string[], options?: TouchOptions): Promise<number>;
  async touch(ids: string | readonly string[], options: TouchOptions = {}): Promise<boolean | number> {
    if (typeof ids === "string") return (await touchElements(this.#opened, [checkId(ids)], options)) > 0;
    const checked = checkedList("touch", "an id or an array of ids", ids, (id: unknown) => checkId(id));
    return touchElements(this.#opened, checked, options);
  }

  /**
   * Removes all expired records now, in short steps. In the background a client does that by itself, a little later. No call
   * returns an expired record, whether it was removed or not. Retried automatically.
   *
   * @returns how many this call removed.
   * @throws OctavecError `NOT_AUTHORIZED` (a user who may not run scripts), and the errors of the connection.
   */
  async sweep(options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("sweep", options);
    const removed = await sweepAll(this.#opened, wait).catch((error: unknown) => {
      throw explainForbiddenScript("sweep", error);
    });
    this.#opened.size.changeBy(-removed);
    return removed;
  }

  /**
   * Deletes every record that matches the filter, page by page. A record that others change after it was read is judged again.
   * May be called again after an error or an abort. Retried automatically.
   *
   * @throws OctavecError `INVALID_FILTER`, and as `updateAttributes`.
   */
  deleteWhere(filter: Filter, options: DeleteWhereOptions = {}): Promise<DeleteReport> {
    return deleteMatching(this.#opened, filter, options);
  }

  /**
   * Changes attributes of every record that matches the filter, as `updateAttributes` does, page by page. A record that others
   * change after it was read is judged and changed anew. After an error each record is changed once or not at all.
   *
   * @throws OctavecError `INVALID_FILTER`, and as `updateAttributes`.
   */
  updateWhere(
    filter: Filter,
    patch: AttributesPatch<A> | AttributesUpdate<A>,
    options: UpdateWhereOptions = {},
  ): Promise<UpdateReport> {
    return updateMatching(this.#opened, filter, patch, options);
  }

  /**
   * Makes a new calibration from a random sample of the stored elements and activates it. Vectors written later are compared
   * with it for drift, and `precisionReport()` includes it. Reads and writes can continue and see the old or the new version.
   * Int8 codes are rewritten in the background; readers see each code in its old version or in the new one. No other code is
   * rewritten, because residual and float32 codes need no calibration. The rotation stays. The call blocks this process for some
   * tenths of a second at dimension 512, and for up to a few seconds at 1,536. Each call makes a new version.
   *
   * @returns the active version, and a report of the calibration as text. With `int8` the version is 0 if the collection keeps
   * float32, because more than 5 % of the vectors would fall back.
   * @throws `CALIBRATION_TOO_SMALL` for fewer than 300 elements. The active calibration then stays.
   */
  async recalibrate(options: RecalibrateOptions = {}): Promise<{ version: number; report: string }> {
    const { sampleSize = this.#opened.options.calibrationSample, ...wait } = checkRecalibrateOptions(options);
    if (!this.#opened.meta.checked) await this.#opened.meta.beforeRead(wait);
    if (this.#opened.meta.layout.precision === "int8")
      return this.#opened.keeper.recalibrate(sampleSize, wait);
    const { namespace, collection, dimension } = this.#opened.options;
    return recalibrate(this.#opened.coded, `${namespace}:${collection}`, { dimension, sampleSize }, wait);
  }

  /**
   * Records this repository's `attributes` schema as that of the collection. A schema that does not allow what a stored field may
   * hold (text where the record says number) is refused with `COLLECTION_MISMATCH` until then. Change the elements first: those
   * that do not fit the schema stay as they are, and filters by the field do not find them. Idempotent; retried automatically.
   *
   * @returns false if the collection does not exist.
   * @throws OctavecError `NOT_AUTHORIZED` (a user who may not run scripts), and the errors of the connection.
   */
  async adoptSchema(options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("adoptSchema", options);
    return this.#opened.meta.adoptSchema(wait).catch((error: unknown) => {
      throw explainForbiddenScript("adoptSchema", error);
    });
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
    this.#opened.size.forget();
    return clearCollection(this.#opened.executor, this.#opened.keys, checked);
  }

  /**
   * Clears the collection and deletes its creation parameters, in one step. The next write of a client that had it open is
   * refused once with `COLLECTION_MISMATCH`; the client opens it again with its next call.
   */
  async drop(options: ClearOptions = {}): Promise<void> {
    const checked = checkClearOptions("drop", options);
    await dropCollection(this.#opened.executor, this.#opened.keys, checked).finally(() =>
      this.#opened.meta.forget(),
    );
    this.#opened.size.forget();
  }
}
