import {
  decodeAttributes,
  decodeVcard,
  decodeVembRaw,
  decodeVgetattr,
  decodeVinfo,
  decodeVismember,
  decodeVrem,
  decodeVsetattr,
  dequantize,
  encodeVcard,
  encodeVembRaw,
  encodeVgetattr,
  encodeVinfo,
  encodeVismember,
  encodeVrem,
  encodeVsetattr,
} from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  type Attributes,
  checkClearOptions,
  checkOperationOptions,
  type OperationOptions,
  parseOptions,
  type Quantization,
  type RepositoryOptions,
  type ResolvedRepositoryOptions,
  repositoryOptionsSchema,
  type UpsertManyOptions,
  upsertManyOptionsSchema,
} from "../options/index.js";
import { checkId } from "./check-id.js";
import { type ClearOptions, clearCollection } from "./clear-collection.js";
import { type CollectionKeys, collectionKeys } from "./collection-keys.js";
import { CollectionMeta } from "./collection-meta.js";
import { checkedAttributes, prepareRecord, type VectorRecord } from "./prepared-record.js";
import { prepareSearch, runSearch, type SearchHit, type SearchQuery } from "./search.js";
import { reasonOf, replyOf } from "./step-reply.js";
import { SearchThreading } from "./threading/search-threading.js";
import { SetSize } from "./threading/set-size.js";
import { type RecordSource, UpsertRun } from "./upsert-many.js";
import type { UpsertReport } from "./upsert-report.js";
import { writeRecords } from "./write-records.js";

/** An element as it is stored. */
export interface StoredRecord<A extends Attributes = Attributes> {
  readonly id: string;
  /** What the quantization kept of the vector, at its original length (`q8`: within 1/254 of the largest component; `bin`: ±1). */
  readonly vector: Float32Array;
  readonly attributes?: A;
}

export interface CollectionInfo {
  /** The Redis key of the vector set. */
  readonly key: string;
  /** Elements in the collection. */
  readonly count: number;
  readonly dimension: number;
  readonly quantization: Quantization;
  readonly m: number;
  /** Elements that carry attributes. */
  readonly attributesCount: number;
  /** Layers of the graph above the lowest one. */
  readonly maxLevel: number;
}

/** Most queries of `searchMany` under way at the same time: enough to keep every connection busy. */
const SEARCHES_UNDER_WAY = 16;
/** Elements removed in one pipeline of `delete`. */
const DELETE_CHUNK = 500;

/**
 * One collection of vectors: typed records in, ranked hits out. Every operation may be repeated: writes replace, deletes
 * of what is gone do nothing. Errors are `OctavecError`s; an absent element is `undefined`, `false` or an empty list.
 */
export class VectorRepository<A extends Attributes = Attributes> {
  readonly #executor: Executor;
  readonly #options: ResolvedRepositoryOptions;
  readonly #keys: CollectionKeys;
  readonly #meta: CollectionMeta;
  readonly #size: SetSize;
  readonly #threading: SearchThreading;

  /** Does no I/O: the collection is looked at with the first operation. @throws OctavecError `INVALID_OPTIONS`. */
  constructor(executor: Executor, options: RepositoryOptions<A>) {
    this.#executor = executor;
    this.#options = parseOptions(repositoryOptionsSchema, options, "repository options");
    this.#keys = collectionKeys(this.#options.namespace, this.#options.collection);
    const nowMs = () => performance.now();
    this.#size = new SetSize(executor, this.key, nowMs);
    this.#threading = new SearchThreading(this.#options, this.#size, { nowMs, random: Math.random });
    this.#meta = new CollectionMeta(executor, this.#keys, this.#options, (count) => this.#size.learn(count));
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
   * Stores a record, replacing the element of that id whole, attributes included. One round trip for a new element, two
   * for one that exists (see `writeRecords` for why); replicas and AOF have it when this resolves on the primary.
   *
   * @returns whether the element is new.
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_ATTRIBUTES`,
   * `COLLECTION_MISMATCH`, `OUT_OF_MEMORY`, and those of the connection.
   */
  async upsert(record: VectorRecord<A>, options: OperationOptions = {}): Promise<{ inserted: boolean }> {
    checkOperationOptions("upsert", options);
    const prepared = prepareRecord(record, this.key, this.#options);
    await this.#meta.beforeWrite(options);
    const [outcome] = await writeRecords(this.#executor, [prepared], options);
    if (outcome?.kind === "failed") throw reasonOf(outcome.error, options.signal);
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
   * @returns a report in which every record read is acknowledged or, with `onInvalid: "report"`, listed as invalid.
   * @throws UpsertManyError `BATCH_INCOMPLETE` (also when the source throws: `cause`) or `ABORTED`, with the report;
   * the error of an invalid record, with `onInvalid: "throw"`; otherwise as `upsert`, before anything was written.
   */
  async upsertMany(
    records: RecordSource<VectorRecord<A>>,
    options: UpsertManyOptions = {},
  ): Promise<UpsertReport> {
    const resolved = parseOptions(upsertManyOptionsSchema, options, "upsertMany options");
    if (!isIterable(records)) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        "upsertMany: expected an array, an iterable or an async iterable.",
      );
    }
    const report = await new UpsertRun(
      {
        executor: this.#executor,
        prepare: (record) => prepareRecord(record, this.key, this.#options),
        beforeRead: (wait) => this.#meta.beforeRead(wait),
        beforeWrite: (wait) => this.#meta.beforeWrite(wait),
      },
      resolved,
    ).run(records);
    this.#size.changeBy(report.inserted);
    return report;
  }

  /**
   * The nearest elements by cosine similarity, best first; an empty list when the collection or the given id is absent.
   *
   * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`, `INVALID_FILTER`, and those of the connection.
   */
  async search(query: SearchQuery): Promise<SearchHit<A>[]> {
    const search = prepareSearch(query, this.key, this.#options, this.#executor.capabilities.withAttributes);
    if (!this.#meta.checked) await this.#meta.beforeRead(search);
    return runSearch<A>(this.#executor, this.key, search, this.#threading);
  }

  /**
   * Answers several queries, in order. All are checked before the first is sent; at most 16 are under way at a time.
   * The first failure rejects the whole, and no further query is sent then.
   */
  async searchMany(queries: readonly SearchQuery[]): Promise<SearchHit<A>[][]> {
    if (!Array.isArray(queries)) {
      throw new OctavecError("INVALID_ARGUMENT", "searchMany: expected an array of queries.");
    }
    const canReturnAttributes = this.#executor.capabilities.withAttributes;
    const searches = Array.from(queries, (query: SearchQuery) =>
      prepareSearch(query, this.key, this.#options, canReturnAttributes),
    );
    const [first] = searches;
    if (first === undefined) return [];
    if (!this.#meta.checked) await this.#meta.beforeRead(first);
    const answers: SearchHit<A>[][] = new Array(searches.length);
    let next = 0;
    const worker = async () => {
      while (next < searches.length) {
        const index = next++;
        answers[index] = await runSearch<A>(this.#executor, this.key, searches[index]!, this.#threading);
      }
    };
    const workers = Array.from({ length: Math.min(SEARCHES_UNDER_WAY, searches.length) }, worker);
    try {
      await Promise.all(workers);
    } catch (error) {
      next = searches.length;
      throw error;
    }
    return answers;
  }

  /**
   * The stored record, or undefined. One round trip. Vector and attributes are read one after the other: of an element
   * that is being replaced at that moment they may be of different age.
   */
  async get(id: string, options: OperationOptions = {}): Promise<StoredRecord<A> | undefined> {
    checkOperationOptions("get", options);
    checkId(id);
    if (!this.#meta.checked) await this.#meta.beforeRead(options);
    const [embedding, attributes] = await this.#executor.pipeline(
      [encodeVembRaw(this.key, id), encodeVgetattr(this.key, id)],
      { ...options, readOnly: true, binary: true },
    );
    const raw = decodeVembRaw(replyOf(embedding, options.signal));
    if (raw === undefined) return undefined;
    const vector = dequantize(raw, this.#options.dimension);
    const text = decodeVgetattr(replyOf(attributes, options.signal));
    const decoded = text === undefined ? undefined : decodeAttributes(text);
    return decoded === undefined ? { id, vector } : { id, vector, attributes: decoded as A };
  }

  /** Whether the element exists. One round trip. */
  async has(id: string, options: OperationOptions = {}): Promise<boolean> {
    checkOperationOptions("has", options);
    const command = encodeVismember(this.key, checkId(id));
    return decodeVismember(await this.#executor.send(command, { ...options, readOnly: true }));
  }

  /**
   * Removes elements; those that are not there are passed over.
   *
   * @returns how many were there.
   */
  async delete(ids: string | readonly string[], options: OperationOptions = {}): Promise<number> {
    checkOperationOptions("delete", options);
    if (typeof ids !== "string" && !Array.isArray(ids)) {
      throw new OctavecError("INVALID_ARGUMENT", "delete: expected an id or an array of ids.");
    }
    const commands = Array.from(typeof ids === "string" ? [ids] : ids, (id: unknown) =>
      encodeVrem(this.key, checkId(id)),
    );
    let removed = 0;
    for (let start = 0; start < commands.length; start += DELETE_CHUNK) {
      const results = await this.#executor.pipeline(commands.slice(start, start + DELETE_CHUNK), options);
      for (const result of results) if (decodeVrem(replyOf(result, options.signal))) removed++;
    }
    this.#size.changeBy(-removed);
    return removed;
  }

  /** Number of elements. One round trip. */
  async count(options: OperationOptions = {}): Promise<number> {
    checkOperationOptions("count", options);
    const count = decodeVcard(
      await this.#executor.send(encodeVcard(this.key), { ...options, readOnly: true }),
    );
    this.#size.learn(count);
    return count;
  }

  /** What the server knows of the collection; of one that does not exist, what it would be. One round trip. */
  async info(options: OperationOptions = {}): Promise<CollectionInfo> {
    checkOperationOptions("info", options);
    const info = decodeVinfo(
      await this.#executor.send(encodeVinfo(this.key), { ...options, readOnly: true }),
    );
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
   * Replaces the attributes of an element, or removes them with `null`; its vector stays. One round trip.
   *
   * @returns whether the element exists.
   * @throws OctavecError `INVALID_ATTRIBUTES`.
   */
  async setAttributes(id: string, attributes: A | null, options: OperationOptions = {}): Promise<boolean> {
    checkOperationOptions("setAttributes", options);
    // An empty text removes the attributes of an existing element.
    const json = attributes === null ? "" : checkedAttributes(attributes, this.#options);
    return decodeVsetattr(
      await this.#executor.send(
        encodeVsetattr({ key: this.key, element: checkId(id), attributes: json }),
        options,
      ),
    );
  }

  /**
   * Removes every element, in chunks that never hold the server up; searches find nothing from the first moment on. The
   * creation parameters stay. A run that was cut off is finished by the next.
   *
   * @returns how many elements there were.
   */
  async clear(options: ClearOptions = {}): Promise<number> {
    checkClearOptions("clear", options);
    this.#size.forget();
    return clearCollection(this.#executor, this.#keys, options);
  }

  /** Clears the collection and forgets its creation parameters, so that it can be made anew with others. */
  async drop(options: ClearOptions = {}): Promise<void> {
    checkClearOptions("drop", options);
    await clearCollection(this.#executor, this.#keys, options);
    await this.#executor.send(["DEL", this.#keys.meta], { signal: options.signal });
    this.#meta.forget();
    this.#size.forget();
  }
}

function isIterable(value: unknown): value is RecordSource<unknown> {
  return (
    typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}
