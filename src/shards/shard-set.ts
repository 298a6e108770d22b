import { isOctavecError } from "../errors/index.js";
import type { Attributes, OperationOptions } from "../options/index.js";
import {
  type PreparedRecord,
  type ShardAccess,
  shardAccess,
  type UpsertTarget,
  type VectorReader,
  type VectorRepository,
} from "../repository/index.js";
import { shardOfId } from "./shard-of-id.js";
import type { ShardRecord } from "./shard-record.js";

/** One shard: an ordinary collection. */
export interface Shard<A extends Attributes> {
  readonly repository: VectorRepository<A>;
  readonly access: ShardAccess;
}

/** The shards of a collection, and which has which id. */
export class ShardSet<A extends Attributes> {
  readonly #byName = new Map<string, Shard<A>>();

  constructor(
    readonly record: ShardRecord,
    private readonly repositoryOf: (name: string) => VectorRepository<A>,
    /** Whether every shard has its record, and this client has compared it. */
    private readonly known: { isWritable: boolean } = { isWritable: false },
  ) {}

  /** The same shards, each by another repository, with what is known of their records. */
  map(change: (repository: VectorRepository<A>) => VectorRepository<A>): ShardSet<A> {
    return new ShardSet(this.record, (name) => change(this.#shard(name).repository), this.known);
  }

  get all(): readonly Shard<A>[] {
    return this.record.names.map((name) => this.#shard(name));
  }

  /** Divides items by the shards of their ids. @returns the number of each shard that has some, and its items in their order. */
  partsOf<T>(items: Iterable<T>, idOf: (item: T) => string): [number, T[]][] {
    const parts = new Map<number, T[]>();
    for (const item of items) {
      const number = shardOfId(idOf(item), this.record.names.length);
      const part = parts.get(number);
      if (part === undefined) parts.set(number, [item]);
      else part.push(item);
    }
    return [...parts];
  }

  /** Compares the record of the collection. @throws OctavecError `COLLECTION_MISMATCH`. */
  async open(wait: OperationOptions): Promise<void> {
    if (!this.record.isKnown) await this.record.beforeRead(wait);
  }

  /**
   * Compares the records of the collection and of every shard, and writes those that are missing. Of all shards, because a shard whose
   * record was written later could belong to a collection that was dropped meanwhile.
   *
   * @param first - The first records, by which `rotation: "auto"` decides, for all shards alike.
   * @throws OctavecError `COLLECTION_MISMATCH`, `CALIBRATION_TOO_SMALL`, `NOT_AUTHORIZED`.
   */
  async openForWrite(wait: OperationOptions, first: readonly PreparedRecord[]): Promise<void> {
    if (this.known.isWritable) return;
    await this.record.beforeWrite(wait);
    await this.each((shard) => shard.access.target().beforeWrite(wait, first));
    this.known.isWritable = true;
  }

  /** Does something with the shard of an id. */
  async one<T>(id: string, wait: OperationOptions, work: (shard: Shard<A>) => Promise<T>): Promise<T> {
    await this.open(wait);
    return this.watched(work(this.all[shardOfId(id, this.record.names.length)]!));
  }

  /**
   * Does something with every shard, and waits for all, so that nothing goes on when the promise has settled.
   *
   * @throws the failure of the first shard that has one.
   */
  each<T>(work: (shard: Shard<A>, number: number) => Promise<T>): Promise<T[]> {
    return allSettled(this.all.map((shard, number) => this.watched(work(shard, number))));
  }

  /** Does something with each shard that has some of the ids. @returns the results of those shards. */
  async eachOf<T>(
    ids: readonly string[],
    wait: OperationOptions,
    work: (shard: Shard<A>, ids: readonly string[]) => Promise<T>,
  ): Promise<T[]> {
    await this.open(wait);
    const shards = this.all;
    const parts = this.partsOf(ids, (id) => id);
    return allSettled(parts.map(([number, some]) => this.watched(work(shards[number]!, some))));
  }

  /** Reads vectors of elements wherever they are. */
  readonly readVectors: VectorReader = async (ids, wait) => {
    const found = new Map<string, Awaited<ReturnType<VectorReader>>[number]>();
    await this.eachOf(ids, wait, async ({ access }, some) => {
      const vectors = await access.readVectors(some, wait);
      for (const [place, id] of some.entries()) found.set(id, vectors[place]);
    });
    return ids.map((id) => found.get(id));
  };

  /** The targets of one call that writes, in the order of the shards. */
  targets(): readonly UpsertTarget[] {
    return this.all.map(({ access }) => access.target());
  }

  /** Opens everything anew with the next call, if a failure says that the collection is another one by now. */
  async watched<T>(outcome: Promise<T>): Promise<T> {
    try {
      return await outcome;
    } catch (error) {
      this.noticed(error);
      throw error;
    }
  }

  noticed(error: unknown): void {
    if (isOctavecError(error, "COLLECTION_MISMATCH")) this.forget();
  }

  forget(): void {
    this.known.isWritable = false;
    for (const { access } of this.#byName.values()) access.forget();
    this.record.forget();
  }

  #shard(name: string): Shard<A> {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const repository = this.repositoryOf(name);
    const shard = { repository, access: shardAccess(repository, this.record.name) };
    this.#byName.set(name, shard);
    return shard;
  }
}

async function allSettled<T>(outcomes: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(outcomes);
  return settled.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}
