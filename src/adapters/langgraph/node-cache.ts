import {
  BaseCache,
  type CacheFullKey,
  type CacheNamespace,
  type SerializerProtocol,
} from "@langchain/langgraph-checkpoint";
import { Cooldown } from "../../async/index.js";
import { ByteHash } from "../../byte-hash.js";
import { decodeSerialized, encodeSerialized } from "../../checkpoints/index.js";
import type { VectorClient } from "../../client.js";
import { failureCode } from "../../errors/index.js";
import { itemName, spaceName } from "../../items/index.js";
import { hashTag, type NodeCacheOptions, nodeCacheSchema, parseOptions } from "../../options/index.js";

/** Fields of `OctavecNodeCache`. */
export interface OctavecNodeCacheFields extends NodeCacheOptions {
  /** The client that `connect()` returned. */
  readonly client: Pick<VectorClient, "executor" | "reportBackgroundFailure">;
  /** How values become bytes. Default: LangGraph's own serializer. */
  readonly serde?: SerializerProtocol | undefined;
}

/**
 * A cache of the results of nodes, for `compile({ cache })`. If Redis fails or takes too long, nodes run as without a cache, and the
 * client reports the failure (`onEvent`, job `node-cache`). After repeated failures Redis is not asked for a while.
 *
 * @throws OctavecError `INVALID_OPTIONS`. `clear` rejects with the codes of commands.
 */
export class OctavecNodeCache<V = unknown> extends BaseCache<V> {
  readonly #hash: ByteHash;
  readonly #client: OctavecNodeCacheFields["client"];
  readonly #timeoutMs: number;
  readonly #cooldown = new Cooldown();

  constructor({ client, serde, ...options }: OctavecNodeCacheFields) {
    super(serde);
    const { timeoutMs, ...place } = parseOptions(nodeCacheSchema, options, "options of the node cache");
    this.#hash = new ByteHash(client.executor, `${hashTag(place, "nodes")}:results`);
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  /** Results that are not there are left out. */
  async get(keys: CacheFullKey[]): Promise<{ key: CacheFullKey; value: V }[]> {
    const found = await this.#attempt(async () => {
      const stored = await this.#hash.read(keys.map(nameOf), this.#timeoutMs);
      return Promise.all(
        keys.map(async (key, place) => {
          const bytes = stored[place];
          if (bytes === undefined) return [];
          const serialized = decodeSerialized(bytes);
          return [{ key, value: await this.serde.loadsTyped(serialized.type, serialized.bytes) }];
        }),
      );
    });
    return found?.flat() ?? [];
  }

  /** `ttl` in seconds, as LangGraph has it. Without it a result does not expire. */
  async set(pairs: { key: CacheFullKey; value: V; ttl?: number }[]): Promise<void> {
    await this.#attempt(async () => {
      const entries = pairs.map(async ({ key, value, ttl }) => {
        const [type, bytes] = await this.serde.dumpsTyped(value);
        const ttlMs = ttl === undefined || ttl === null ? undefined : Math.max(1, Math.round(ttl * 1_000));
        return { name: nameOf(key), bytes: encodeSerialized({ type, bytes }), ttlMs };
      });
      await this.#hash.write(await Promise.all(entries), this.#timeoutMs);
    });
  }

  /** Removes the results of these namespaces, of exactly these; of all if none is given. */
  async clear(namespaces: CacheNamespace[]): Promise<void> {
    if (namespaces.length === 0) return this.#hash.clear();
    for (const namespace of namespaces) {
      const names: string[] = [];
      for await (const name of this.#hash.names(`${spaceName(namespace)}\0`)) names.push(name);
      await this.#hash.remove(names);
    }
  }

  /** @returns undefined if it failed, or if it was not tried. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#cooldown.isOn) return undefined;
    try {
      const done = await work();
      this.#cooldown.succeeded();
      return done;
    } catch (error) {
      this.#cooldown.failed(error);
      this.#client.reportBackgroundFailure({ job: "node-cache", code: failureCode(error), error });
      return undefined;
    }
  }
}

function nameOf([space, key]: CacheFullKey): string {
  return itemName({ space, key });
}
