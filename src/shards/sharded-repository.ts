import type { Filter } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  type Attributes,
  checkClearOptions,
  checkCountWhereOptions,
  checkDeleteWhereOptions,
  checkFindTuning,
  checkOperationOptions,
  checkRecalibrateOptions,
  checkSearchManyOptions,
  checkTouchOptions,
  checkUpdateAttributesOptions,
  checkUpdateWhereOptions,
  type DeleteWhereOptions,
  type OperationOptions,
  type RecalibrateOptions,
  type RepositoryOptions,
  type SearchManyOptions,
  type TouchOptions,
  type UpdateAttributesOptions,
  type UpdateWhereOptions,
  type UpsertManyOptions,
} from "../options/index.js";
import {
  type AnyHit,
  type AnyQuery,
  type AttributesPatch,
  type ClearOptions,
  type CollectionInfo,
  checkedList,
  checkId,
  DEFAULT_LIMIT,
  type DeleteReport,
  type FindOptions,
  type HybridQuery,
  type Listed,
  type PrecisionReport,
  type RecordSource,
  type ScanOptions,
  type SearchHit,
  type SearchOutcome,
  type SearchPage,
  type SearchQuery,
  type StoredRecord,
  searchAll,
  searchEach,
  type TextQuery,
  type UpdateReport,
  type UpsertReport,
  upsertMany,
  upsertOne,
  type VectorInput,
  type VectorRecord,
  VectorRepository,
  type WordHit,
} from "../repository/index.js";
import { byShard, mergeInfo, mergePrecision, sum, sumProgress } from "./merge-reports.js";
import { mergeScans } from "./merge-scans.js";
import type { Shard, ShardSet } from "./shard-set.js";
import { planShardedSearch } from "./sharded-search.js";
import { shardedTarget } from "./sharded-target.js";

/** Fewer than for one key, because each query is sent to every shard. */
const DEFAULT_CONCURRENCY = 8;
const FIND_FIELDS: ReadonlySet<string> = new Set(["filter"]);
const DEFAULT_BATCH_SIZE = 250;

/**
 * A collection that is spread over several keys, as one repository. Calls for an id go to the shard of the id, all others to every
 * shard, and their answers are merged. Each method does what its namesake does; what differs is said here and in the guide.
 */
export class ShardedRepository<A extends Attributes = Attributes> extends VectorRepository<A> {
  readonly #set: ShardSet<A>;
  readonly #options: RepositoryOptions<A>;

  /** @param options - Those of the whole collection, without `shards`. */
  constructor(executor: Executor, options: RepositoryOptions<A>, set: ShardSet<A>) {
    super(executor, options);
    this.#set = set;
    this.#options = options;
  }

  override get shards(): number {
    return this.#set.all.length;
  }

  override through(wrap: (executor: Executor) => Executor): VectorRepository<A> {
    if (typeof wrap !== "function")
      throw new OctavecError("INVALID_ARGUMENT", "through: expected a function that wraps an executor.");
    const executor = wrap(this.executor);
    const set = this.#set.map((repository) => repository.through(() => executor));
    return new ShardedRepository<A>(executor, this.#options, set);
  }

  override search<Q extends TextQuery | HybridQuery>(query: Q): Promise<WordHit<A, Q>[]>;
  override search(query: SearchQuery): Promise<SearchHit<A>[]>;
  override async search(query: AnyQuery): Promise<AnyHit<A>[]> {
    return (await planShardedSearch(this.#set, query, false).run()).hits;
  }

  override searchPage<Q extends TextQuery | HybridQuery>(query: Q): Promise<SearchPage<A, WordHit<A, Q>>>;
  override searchPage(query: SearchQuery): Promise<SearchPage<A>>;
  override async searchPage(query: AnyQuery): Promise<SearchPage<A, AnyHit<A>>> {
    return planShardedSearch(this.#set, query, true).run();
  }

  override searchMany<Q extends TextQuery | HybridQuery>(
    queries: readonly Q[],
    options: SearchManyOptions & { onFailure: "report" },
  ): Promise<SearchOutcome<A, WordHit<A, Q>>[]>;
  override searchMany<Q extends TextQuery | HybridQuery>(
    queries: readonly Q[],
    options?: SearchManyOptions & { onFailure?: "throw" | undefined },
  ): Promise<WordHit<A, Q>[][]>;
  override searchMany(
    queries: readonly SearchQuery[],
    options: SearchManyOptions & { onFailure: "report" },
  ): Promise<SearchOutcome<A>[]>;
  override searchMany(
    queries: readonly SearchQuery[],
    options?: SearchManyOptions & { onFailure?: "throw" | undefined },
  ): Promise<SearchHit<A>[][]>;
  override async searchMany(
    queries: readonly AnyQuery[],
    options: SearchManyOptions = {},
  ): Promise<AnyHit<A>[][] | SearchOutcome<A, AnyHit<A>>[]> {
    const { concurrency = DEFAULT_CONCURRENCY, onFailure } = checkSearchManyOptions(options);
    const searched = {
      plan: (query: AnyQuery) => planShardedSearch(this.#set, query, false),
      open: (wait: OperationOptions) => this.#set.open(wait),
    };
    const answer = onFailure === "report" ? searchEach<A> : searchAll<A>;
    return answer(searched, queries, concurrency);
  }

  override async get(id: string, options: OperationOptions = {}): Promise<StoredRecord<A> | undefined> {
    const wait = checkOperationOptions("get", options);
    return this.#set.one(checkId(id), wait, ({ repository }) => repository.get(id, wait));
  }

  override async has(id: string, options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("has", options);
    return this.#set.one(checkId(id), wait, ({ repository }) => repository.has(id, wait));
  }

  /** In the order of the bytes of the ids, as without shards: one page of each shard is in memory. */
  override scan<const O extends ScanOptions = ScanOptions>(
    options: O = {} as O,
  ): AsyncGenerator<Listed<A, O>, void, void> {
    // Checked at once by the shards, which do no I/O before they are iterated.
    for (const { repository } of this.#set.all) repository.scan(options);
    return this.#scan(options);
  }

  override async find<const O extends FindOptions = FindOptions>(
    options: O = {} as O,
  ): Promise<Listed<A, O>[]> {
    const { limit = DEFAULT_LIMIT, ...given } = checkFindTuning<FindOptions>(options, FIND_FIELDS);
    const batchSize = given.filter === undefined ? Math.min(limit, DEFAULT_BATCH_SIZE) : DEFAULT_BATCH_SIZE;
    const found: Listed<A, O>[] = [];
    for await (const record of this.#scan({ ...given, batchSize })) {
      found.push(record as Listed<A, O>);
      if (found.length === limit) break;
    }
    return found;
  }

  async *#scan<O extends ScanOptions>(options: O): AsyncGenerator<Listed<A, O>, void, void> {
    await this.#set.open({ signal: options.signal });
    yield* mergeScans(this.#set.all.map(({ repository }) => repository.scan(options)));
  }

  override async countWhere(
    filter: Filter,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<number> {
    const checked = checkCountWhereOptions(options);
    const counts = await this.#each(checked, ({ repository }) => repository.countWhere(filter, checked));
    return sum(counts, (count) => count);
  }

  override async count(options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("count", options);
    return sum(await this.#each(wait, ({ repository }) => repository.count(wait)), (count) => count);
  }

  override async info(options: OperationOptions = {}): Promise<CollectionInfo> {
    const wait = checkOperationOptions("info", options);
    return mergeInfo(this.key, await this.#each(wait, ({ repository }) => repository.info(wait)));
  }

  override async precisionReport(options: OperationOptions = {}): Promise<PrecisionReport> {
    const wait = checkOperationOptions("precisionReport", options);
    return mergePrecision(await this.#each(wait, ({ repository }) => repository.precisionReport(wait)));
  }

  override async upsert(
    record: VectorRecord<A>,
    options: OperationOptions = {},
  ): Promise<{ inserted: boolean }> {
    const wait = checkOperationOptions("upsert", options);
    return upsertOne(shardedTarget(this.#set), record, wait);
  }

  /** A batch is divided by shard, and its parts are written at the same time. The report is one for all shards. */
  override async upsertMany(
    records: RecordSource<VectorRecord<A>>,
    options: UpsertManyOptions = {},
  ): Promise<UpsertReport> {
    return upsertMany(shardedTarget(this.#set), records, options);
  }

  override async delete(ids: string | readonly string[], options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("delete", options);
    const checked =
      typeof ids === "string"
        ? [checkId(ids)]
        : checkedList("delete", "an id or an array of ids", ids, (id: unknown) => checkId(id));
    const removed = await this.#set.eachOf(checked, wait, ({ repository }, some) =>
      repository.delete(some, wait),
    );
    return sum(removed, (count) => count);
  }

  override async setAttributes(
    id: string,
    attributes: A | null,
    options: OperationOptions = {},
  ): Promise<boolean> {
    const wait = checkOperationOptions("setAttributes", options);
    return this.#set.one(checkId(id), wait, ({ repository }) =>
      repository.setAttributes(id, attributes, wait),
    );
  }

  override async updateAttributes(
    id: string,
    patch: AttributesPatch<A> | ((attributes: A | undefined) => AttributesPatch<A>),
    options: UpdateAttributesOptions = {},
  ): Promise<boolean> {
    const checked = checkUpdateAttributesOptions(options);
    return this.#set.one(checkId(id), checked, ({ repository }) =>
      repository.updateAttributes(id, patch, checked),
    );
  }

  override async updateVector(
    id: string,
    vector: VectorInput,
    options: OperationOptions = {},
  ): Promise<boolean> {
    const wait = checkOperationOptions("updateVector", options);
    return this.#set.one(checkId(id), wait, ({ repository }) => repository.updateVector(id, vector, wait));
  }

  override touch(id: string, options?: TouchOptions): Promise<boolean>;
  override touch(ids: readonly string[], options?: TouchOptions): Promise<number>;
  override async touch(
    ids: string | readonly string[],
    options: TouchOptions = {},
  ): Promise<boolean | number> {
    const checked = checkTouchOptions(options);
    if (typeof ids === "string")
      return this.#set.one(checkId(ids), checked, ({ repository }) => repository.touch(ids, checked));
    const list = checkedList("touch", "an id or an array of ids", ids, (id: unknown) => checkId(id));
    const touched = await this.#set.eachOf(list, checked, ({ repository }, some) =>
      repository.touch(some, checked),
    );
    return sum(touched, (count) => count);
  }

  override async sweep(options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("sweep", options);
    return sum(await this.#each(wait, ({ repository }) => repository.sweep(wait)), (count) => count);
  }

  override async deleteWhere(filter: Filter, options: DeleteWhereOptions = {}): Promise<DeleteReport> {
    const { onProgress, ...given } = checkDeleteWhereOptions(options);
    const listen = sumProgress(onProgress);
    const reports = await this.#each(given, ({ repository }, shard) =>
      repository.deleteWhere(filter, { ...given, ...listen(shard) }),
    );
    return {
      matched: sum(reports, ({ matched }) => matched),
      deleted: sum(reports, ({ deleted }) => deleted),
    };
  }

  override async updateWhere(
    filter: Filter,
    patch: AttributesPatch<A> | ((attributes: A | undefined) => AttributesPatch<A>),
    options: UpdateWhereOptions = {},
  ): Promise<UpdateReport> {
    const { onProgress, ...given } = checkUpdateWhereOptions(options);
    const listen = sumProgress(onProgress);
    const reports = await this.#each(given, ({ repository }, shard) =>
      repository.updateWhere(filter, patch, { ...given, ...listen(shard) }),
    );
    return {
      matched: sum(reports, ({ matched }) => matched),
      updated: sum(reports, ({ updated }) => updated),
    };
  }

  /** Each shard gets its own calibration, and `version` is the highest. It needs 300 elements in every shard. */
  override async recalibrate(options: RecalibrateOptions = {}): Promise<{ version: number; report: string }> {
    const checked = checkRecalibrateOptions(options);
    const made = await this.#each(checked, ({ repository }) => repository.recalibrate(checked));
    return {
      version: Math.max(...made.map(({ version }) => version)),
      report: byShard(made.map(({ report }) => report)),
    };
  }

  override async adoptSchema(options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("adoptSchema", options);
    return (await this.#each(wait, ({ repository }) => repository.adoptSchema(wait))).some(
      (adopted) => adopted,
    );
  }

  /** Each shard is empty at once, but not all of them in the same instant. */
  override async clear(options: ClearOptions = {}): Promise<number> {
    const { onProgress, ...given } = checkClearOptions("clear", options);
    const listen = sumProgress(onProgress);
    const counts = await this.#each(given, ({ repository }, shard) =>
      repository.clear({ ...given, ...listen(shard) }),
    );
    return sum(counts, (count) => count);
  }

  /** Drops the shards and then the record that says how many there are. If it fails in between, call it again. */
  override async drop(options: ClearOptions = {}): Promise<void> {
    const { onProgress, ...given } = checkClearOptions("drop", options);
    const listen = sumProgress(onProgress);
    await this.#each(given, ({ repository }, shard) => repository.drop({ ...given, ...listen(shard) }));
    await this.#set.record.drop(given);
    this.#set.forget();
  }

  async #each<T>(
    wait: OperationOptions,
    work: (shard: Shard<A>, number: number) => Promise<T>,
  ): Promise<T[]> {
    await this.#set.open(wait);
    return this.#set.each(work);
  }
}
