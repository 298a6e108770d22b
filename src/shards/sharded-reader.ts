import type { Filter } from "../commands/index.js";
import type { Executor } from "../executor.js";
import {
  type Attributes,
  checkCountWhereOptions,
  checkFindTuning,
  checkOperationOptions,
  checkSearchManyOptions,
  type OperationOptions,
  type RepositoryOptions,
  type SearchManyOptions,
} from "../options/index.js";
import {
  type AnyHit,
  type AnyQuery,
  type CollectionInfo,
  checkId,
  DEFAULT_LIMIT,
  type FindOptions,
  type HybridQuery,
  type Listed,
  type PrecisionReport,
  type ScanOptions,
  type SearchHit,
  type SearchOutcome,
  type SearchPage,
  type SearchQuery,
  type StoredRecord,
  searchAll,
  searchEach,
  type TextQuery,
  VectorRepository,
  type WordHit,
} from "../repository/index.js";
import { mergeInfo, mergePrecision, sum } from "./merge-reports.js";
import { mergeScans } from "./merge-scans.js";
import type { Shard, ShardSet } from "./shard-set.js";
import { planShardedSearch } from "./sharded-search.js";

/** Fewer than for one key, because each query is sent to every shard. */
const DEFAULT_CONCURRENCY = 8;
const FIND_FIELDS: ReadonlySet<string> = new Set(["filter"]);
const DEFAULT_BATCH_SIZE = 250;

/** What a sharded repository reads: calls for an id go to the shard of the id, all others to every shard. */
export abstract class ShardedReader<A extends Attributes = Attributes> extends VectorRepository<A> {
  /** @param options - Those of the whole collection, without `shards`. */
  constructor(
    executor: Executor,
    options: RepositoryOptions<A>,
    protected readonly set: ShardSet<A>,
  ) {
    super(executor, options);
  }

  override get shards(): number {
    return this.set.all.length;
  }

  override async shardKeys(options: OperationOptions = {}): Promise<readonly string[]> {
    await this.set.open(checkOperationOptions("shardKeys", options));
    return this.set.all.map(({ repository }) => repository.key);
  }

  override search<Q extends TextQuery | HybridQuery>(query: Q): Promise<WordHit<A, Q>[]>;
  override search(query: SearchQuery): Promise<SearchHit<A>[]>;
  override async search(query: AnyQuery): Promise<AnyHit<A>[]> {
    return (await planShardedSearch(this.set, query, false).run()).hits;
  }

  override searchPage<Q extends TextQuery | HybridQuery>(query: Q): Promise<SearchPage<A, WordHit<A, Q>>>;
  override searchPage(query: SearchQuery): Promise<SearchPage<A>>;
  override async searchPage(query: AnyQuery): Promise<SearchPage<A, AnyHit<A>>> {
    return planShardedSearch(this.set, query, true).run();
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
      plan: (query: AnyQuery) => planShardedSearch(this.set, query, false),
      open: (wait: OperationOptions) => this.set.open(wait),
    };
    const answer = onFailure === "report" ? searchEach<A> : searchAll<A>;
    return answer(searched, queries, concurrency);
  }

  override async get(id: string, options: OperationOptions = {}): Promise<StoredRecord<A> | undefined> {
    const wait = checkOperationOptions("get", options);
    return this.set.one(checkId(id), wait, ({ repository }) => repository.get(id, wait));
  }

  override async has(id: string, options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("has", options);
    return this.set.one(checkId(id), wait, ({ repository }) => repository.has(id, wait));
  }

  /** In the order of the bytes of the ids, as without shards: one page of each shard is in memory. */
  override scan<const O extends ScanOptions = ScanOptions>(
    options: O = {} as O,
  ): AsyncGenerator<Listed<A, O>, void, void> {
    // Checked at once by the shards, which do no I/O before they are iterated.
    for (const { repository } of this.set.all) repository.scan(options);
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
    await this.set.open({ signal: options.signal });
    yield* mergeScans(this.set.all.map(({ repository }) => repository.scan(options)));
  }

  override async countWhere(
    filter: Filter,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<number> {
    const checked = checkCountWhereOptions(options);
    const counts = await this.each(checked, ({ repository }) => repository.countWhere(filter, checked));
    return sum(counts, (count) => count);
  }

  override async count(options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("count", options);
    return sum(await this.each(wait, ({ repository }) => repository.count(wait)), (count) => count);
  }

  override async info(options: OperationOptions = {}): Promise<CollectionInfo> {
    const wait = checkOperationOptions("info", options);
    return mergeInfo(this.key, await this.each(wait, ({ repository }) => repository.info(wait)));
  }

  override async precisionReport(options: OperationOptions = {}): Promise<PrecisionReport> {
    const wait = checkOperationOptions("precisionReport", options);
    return mergePrecision(await this.each(wait, ({ repository }) => repository.precisionReport(wait)));
  }

  protected async each<T>(
    wait: OperationOptions,
    work: (shard: Shard<A>, number: number) => Promise<T>,
  ): Promise<T[]> {
    await this.set.open(wait);
    return this.set.each(work);
  }
}
