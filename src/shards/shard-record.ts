import { OctavecError } from "../errors/index.js";
import type { Executor, Reply, SendOptions } from "../executor.js";
import type { OperationOptions } from "../options/index.js";
import { listOf, replyOf } from "../reply.js";
import {
  type CollectionPlace,
  collectionKeys,
  explainForbiddenScript,
  fieldsOf,
} from "../repository/index.js";
import { Script } from "../script.js";
import { shardNames } from "./shard-names.js";
import { SHARD_HASH } from "./shard-of-id.js";

/**
 * Writes the record unless there is one, or the key of an unsharded collection. KEYS: record, vector set. ARGV: fields and values.
 * Reply: the record, and how many elements the vector set has.
 */
const CREATE = new Script(
  `
local count = redis.call('VCARD', KEYS[2])
if redis.call('HLEN', KEYS[1]) == 0 and count == 0 then redis.call('HSET', KEYS[1], unpack(ARGV)) end
return {redis.call('HGETALL', KEYS[1]), count}
`,
  { readOnly: false },
);

/**
 * The record of a sharded collection: how many shards it has, by which hash ids find theirs, and the shards' names. It is where an
 * unsharded collection has its own record, so that neither is taken for the other.
 */
export class ShardRecord {
  /** `namespace:collection`. */
  readonly name: string;
  /** Of the vector set that the collection would have without shards. */
  readonly key: string;
  readonly #meta: string;
  readonly #planned: readonly string[];
  #names: readonly string[];
  #isKnown = false;

  constructor(
    private readonly executor: Executor,
    place: CollectionPlace,
    private readonly count: number,
  ) {
    const { vectors, meta } = collectionKeys(place.namespace, place.collection);
    this.name = `${place.namespace}:${place.collection}`;
    this.key = vectors;
    this.#meta = meta;
    this.#planned = shardNames(place, count);
    this.#names = this.#planned;
  }

  /** The names of the shards, in their order. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Whether the record was read. Callers then skip `beforeRead`, which is asynchronous. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /**
   * Compares the record, if there is one. One round trip, until there was one.
   *
   * @throws OctavecError `COLLECTION_MISMATCH`.
   */
  async beforeRead({ signal, timeoutMs }: OperationOptions): Promise<void> {
    if (!this.#isKnown) await this.#read({ readOnly: true, signal, timeoutMs });
  }

  /**
   * Compares the record, and writes it if there is none. Reads it in any case, and never from a replica, because the shards may get
   * their records next.
   *
   * @throws OctavecError `COLLECTION_MISMATCH`, `NOT_AUTHORIZED` (a user who may not run scripts).
   */
  async beforeWrite({ signal, timeoutMs }: OperationOptions): Promise<void> {
    await this.#read({ idempotent: true, signal, timeoutMs });
    if (this.#isKnown) return;
    const args = ["shards", String(this.count), "shardHash", SHARD_HASH, "shardNames", this.#planned.join()];
    const call = { keys: [this.#meta, this.key], args };
    const reply = await CREATE.call(this.executor, call, { idempotent: true, signal, timeoutMs }).catch(
      (error: unknown) => {
        throw explainForbiddenScript("Creating a sharded collection", error);
      },
    );
    const [record = null, count = null] = listOf(reply);
    this.#adopt(record, count);
  }

  /** Deletes the record. The shards must have been dropped before. */
  async drop({ signal, timeoutMs }: OperationOptions): Promise<void> {
    await this.executor.send(["UNLINK", this.#meta], { idempotent: true, signal, timeoutMs });
    this.forget();
  }

  forget(): void {
    this.#isKnown = false;
  }

  async #read(options: SendOptions): Promise<void> {
    const commands = [
      ["HGETALL", this.#meta],
      ["VCARD", this.key],
    ];
    const [record, count] = await this.executor.pipeline(commands, options);
    this.#adopt(replyOf(record, options.signal), replyOf(count, options.signal));
  }

  #adopt(record: Reply, count: Reply): void {
    const stored = fieldsOf(record);
    if (stored.size === 0 && count === 0) {
      this.#names = this.#planned;
      this.#isKnown = false;
      return;
    }
    const found = { shards: stored.get("shards") ?? "1", shardHash: stored.get("shardHash") ?? SHARD_HASH };
    const names = (stored.get("shardNames") ?? "").split(",");
    if (found.shards !== String(this.count) || names.length !== this.count)
      throw this.#mismatch("shards", found.shards, String(this.count));
    if (found.shardHash !== SHARD_HASH) throw this.#mismatch("shardHash", found.shardHash, SHARD_HASH);
    this.#names = names;
    this.#isKnown = true;
  }

  #mismatch(field: string, found: string, wanted: string): OctavecError {
    return new OctavecError(
      "COLLECTION_MISMATCH",
      `The collection ${this.key} was created with other parameters: ${field} is ${found}, asked for ${wanted}. ` +
        "Open it with the same parameters, use another collection name, or drop() it first.",
      { details: { differing: [field] } },
    );
  }
}
