import { BaseStore } from "@langchain/core/stores";
import { ByteHash } from "../../byte-hash.js";
import type { VectorClient } from "../../client.js";
import { type ByteStoreOptions, byteStoreSchema, hashTag, parseOptions } from "../../options/index.js";

/** Fields of `OctavecByteStore`. */
export interface OctavecByteStoreFields extends ByteStoreOptions {
  /** The client that `connect()` returned. */
  readonly client: Pick<VectorClient, "executor">;
}

/**
 * Bytes under keys, for `CacheBackedEmbeddings.fromBytesStore` and others that take a `BaseStore`. All of a store is one hash.
 *
 * @throws OctavecError `INVALID_OPTIONS`. All methods reject with the codes of commands.
 */
export class OctavecByteStore extends BaseStore<string, Uint8Array> {
  lc_namespace = ["octavec", "stores"];
  readonly #hash: ByteHash;
  readonly #ttlMs: number | undefined;

  constructor({ client, ...options }: OctavecByteStoreFields) {
    super();
    const { ttlMs, ...place } = parseOptions(byteStoreSchema, options, "options of the byte store");
    this.#hash = new ByteHash(client.executor, `${hashTag(place, "bytes")}:entries`);
    this.#ttlMs = ttlMs;
  }

  mget(keys: string[]): Promise<(Uint8Array | undefined)[]> {
    return this.#hash.read(keys);
  }

  /** Writes each value in place of an earlier one, and begins its life anew. */
  mset(pairs: [string, Uint8Array][]): Promise<void> {
    return this.#hash.write(pairs.map(([name, bytes]) => ({ name, bytes, ttlMs: this.#ttlMs })));
  }

  /** Keys that do not exist are no error. */
  mdelete(keys: string[]): Promise<void> {
    return this.#hash.remove(keys);
  }

  /** The keys that begin with the prefix, in no order. Reads all keys of the store, a part at a time. */
  yieldKeys(prefix?: string): AsyncGenerator<string> {
    return this.#hash.names(prefix);
  }
}
