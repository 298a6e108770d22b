import type { Filter } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  type Attributes,
  checkClearOptions,
  checkDeleteWhereOptions,
  checkOperationOptions,
  checkRecalibrateOptions,
  checkTouchOptions,
  checkUpdateAttributesOptions,
  checkUpdateWhereOptions,
  type DeleteWhereOptions,
  type OperationOptions,
  type RecalibrateOptions,
  type RepositoryOptions,
  type TouchOptions,
  type UpdateAttributesOptions,
  type UpdateWhereOptions,
  type UpsertManyOptions,
} from "../options/index.js";
import {
  type AttributesPatch,
  type AttributesUpdate,
  type ClearOptions,
  checkedList,
  checkId,
  type DeleteReport,
  type RecordSource,
  type UpdateReport,
  type UpsertReport,
  upsertMany,
  upsertOne,
  type VectorInput,
  type VectorRecord,
  type VectorRepository,
} from "../repository/index.js";
import { byShard, sum, sumProgress } from "./merge-reports.js";
import type { ShardSet } from "./shard-set.js";
import { ShardedReader } from "./sharded-reader.js";
import { shardedTarget } from "./sharded-target.js";

/**
 * A collection that is spread over several keys, as one repository. Calls for an id go to the shard of the id, all others to every
 * shard, and their answers are merged. Each method does what its namesake does; what differs is said here and in the guide.
 */
export class ShardedRepository<A extends Attributes = Attributes> extends ShardedReader<A> {
  readonly #options: RepositoryOptions<A>;

  /** @param options - Those of the whole collection, without `shards`. */
  constructor(executor: Executor, options: RepositoryOptions<A>, set: ShardSet<A>) {
    super(executor, options, set);
    this.#options = options;
  }

  override through(wrap: (executor: Executor) => Executor): VectorRepository<A> {
    if (typeof wrap !== "function")
      throw new OctavecError("INVALID_ARGUMENT", "through: expected a function that wraps an executor.");
    const executor = wrap(this.executor);
    const set = this.set.map((repository) => repository.through(() => executor));
    return new ShardedRepository<A>(executor, this.#options, set);
  }

  override async upsert(
    record: VectorRecord<A>,
    options: OperationOptions = {},
  ): Promise<{ inserted: boolean }> {
    const wait = checkOperationOptions("upsert", options);
    return upsertOne(shardedTarget(this.set), record, wait);
  }

  /** A batch is divided by shard, and its parts are written at the same time. The report is one for all shards. */
  override async upsertMany(
    records: RecordSource<VectorRecord<A>>,
    options: UpsertManyOptions = {},
  ): Promise<UpsertReport> {
    return upsertMany(shardedTarget(this.set), records, options);
  }

  override async delete(ids: string | readonly string[], options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("delete", options);
    const checked =
      typeof ids === "string"
        ? [checkId(ids)]
        : checkedList("delete", "an id or an array of ids", ids, (id: unknown) => checkId(id));
    const removed = await this.set.eachOf(checked, wait, ({ repository }, some) =>
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
    return this.set.one(checkId(id), wait, ({ repository }) =>
      repository.setAttributes(id, attributes, wait),
    );
  }

  override async updateAttributes(
    id: string,
    patch: AttributesPatch<A> | AttributesUpdate<A>,
    options: UpdateAttributesOptions = {},
  ): Promise<boolean> {
    const checked = checkUpdateAttributesOptions(options);
    return this.set.one(checkId(id), checked, ({ repository }) =>
      repository.updateAttributes(id, patch, checked),
    );
  }

  override async updateVector(
    id: string,
    vector: VectorInput,
    options: OperationOptions = {},
  ): Promise<boolean> {
    const wait = checkOperationOptions("updateVector", options);
    return this.set.one(checkId(id), wait, ({ repository }) => repository.updateVector(id, vector, wait));
  }

  override touch(id: string, options?: TouchOptions): Promise<boolean>;
  override touch(ids: readonly string[], options?: TouchOptions): Promise<number>;
  override async touch(
    ids: string | readonly string[],
    options: TouchOptions = {},
  ): Promise<boolean | number> {
    const checked = checkTouchOptions(options);
    if (typeof ids === "string")
      return this.set.one(checkId(ids), checked, ({ repository }) => repository.touch(ids, checked));
    const list = checkedList("touch", "an id or an array of ids", ids, (id: unknown) => checkId(id));
    const touched = await this.set.eachOf(list, checked, ({ repository }, some) =>
      repository.touch(some, checked),
    );
    return sum(touched, (count) => count);
  }

  override async sweep(options: OperationOptions = {}): Promise<number> {
    const wait = checkOperationOptions("sweep", options);
    return sum(await this.each(wait, ({ repository }) => repository.sweep(wait)), (count) => count);
  }

  override async deleteWhere(filter: Filter, options: DeleteWhereOptions = {}): Promise<DeleteReport> {
    const { onProgress, ...given } = checkDeleteWhereOptions(options);
    const listen = sumProgress(onProgress);
    const reports = await this.each(given, ({ repository }, shard) =>
      repository.deleteWhere(filter, { ...given, ...listen(shard) }),
    );
    return {
      matched: sum(reports, ({ matched }) => matched),
      deleted: sum(reports, ({ deleted }) => deleted),
    };
  }

  override async updateWhere(
    filter: Filter,
    patch: AttributesPatch<A> | AttributesUpdate<A>,
    options: UpdateWhereOptions = {},
  ): Promise<UpdateReport> {
    const { onProgress, ...given } = checkUpdateWhereOptions(options);
    const listen = sumProgress(onProgress);
    const reports = await this.each(given, ({ repository }, shard) =>
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
    const made = await this.each(checked, ({ repository }) => repository.recalibrate(checked));
    return {
      version: Math.max(...made.map(({ version }) => version)),
      report: byShard(made.map(({ report }) => report)),
    };
  }

  override async adoptSchema(options: OperationOptions = {}): Promise<boolean> {
    const wait = checkOperationOptions("adoptSchema", options);
    return (await this.each(wait, ({ repository }) => repository.adoptSchema(wait))).some(
      (adopted) => adopted,
    );
  }

  /** Each shard is empty at once, but not all of them in the same instant. */
  override async clear(options: ClearOptions = {}): Promise<number> {
    const { onProgress, ...given } = checkClearOptions("clear", options);
    const listen = sumProgress(onProgress);
    const counts = await this.each(given, ({ repository }, shard) =>
      repository.clear({ ...given, ...listen(shard) }),
    );
    return sum(counts, (count) => count);
  }

  /** Drops the shards and then the record that says how many there are. If it fails in between, call it again. */
  override async drop(options: ClearOptions = {}): Promise<void> {
    const { onProgress, ...given } = checkClearOptions("drop", options);
    const listen = sumProgress(onProgress);
    await this.each(given, ({ repository }, shard) => repository.drop({ ...given, ...listen(shard) }));
    await this.set.record.drop(given);
    this.set.forget();
  }
}
