import { isUtf8 } from "node:buffer";
import type { VectorClient } from "../../client.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Executor, Reply } from "../../executor.js";
import {
  type Attributes,
  type HashFieldType,
  type HashSourceOptions,
  hashSourceSchema,
  parseOptions,
  type VectorComponentType,
} from "../../options/index.js";
import { readList, replyOf } from "../../reply.js";
import { fieldValue } from "./field-value.js";
import {
  type FieldMapping,
  type MigrationRecord,
  type MigrationSource,
  type PageOptions,
  type RejectedRecord,
  rejectOf,
  type SourceDescription,
  type SourcePage,
} from "./source.js";
import { decodeVectorBlob } from "./vector-blob.js";
import { type WalkedKeys, walkKeys } from "./walk-keys.js";

/** Hashes read to describe the source. */
const SAMPLE_SIZE = 100;

/**
 * A source of hashes that share a key prefix. Each hash has its vector as bytes in one field; no index is needed. The id is
 * the part of the key after the prefix. The other fields become attributes.
 *
 * Keys are found by SCAN. Its cursors are valid only for one server process, so after a restart or failover of the server
 * the walk begins again. A cluster is refused, because SCAN lists the keys of only one node.
 *
 * @throws OctavecError `INVALID_OPTIONS`. The source's methods reject with `UNSUPPORTED_OPERATION` for a cluster.
 */
export function createHashSource(
  client: Pick<VectorClient, "executor">,
  options: HashSourceOptions,
): MigrationSource {
  return new HashSource(client.executor, parseOptions(hashSourceSchema, options, "hash source options"));
}

class HashSource implements MigrationSource {
  readonly kind = "hashes";
  readonly #decode: (blob: Uint8Array) => Float32Array;

  constructor(
    private readonly executor: Executor,
    private readonly options: {
      prefix: string;
      vectorField: string;
      fields: Readonly<Record<string, HashFieldType>>;
      vectorType: VectorComponentType;
      decodeVector?: ((blob: Uint8Array) => Float32Array) | undefined;
    },
  ) {
    this.#decode = options.decodeVector ?? ((blob) => asFloat32(decodeVectorBlob(options.vectorType, blob)));
  }

  /** Reads up to 100 hashes to find out the dimension and the fields. */
  async describe({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<SourceDescription> {
    const { prefix } = this.options;
    const keys: Buffer[] = [];
    for await (const step of this.#walk({ pageSize: SAMPLE_SIZE, signal })) {
      keys.push(...step.keys);
      if (keys.length >= SAMPLE_SIZE) break;
    }
    const read = await this.#read(keys.slice(0, SAMPLE_SIZE), signal);
    const first = read.find((item): item is MigrationRecord => "vector" in item);
    if (first === undefined) {
      throw new OctavecError(
        "SOURCE_NOT_FOUND",
        `No hash under ${prefix}* has a vector in the field ${this.options.vectorField}. Check the prefix, the field and the database.`,
      );
    }
    const names = new Set(
      read.flatMap((item) => ("vector" in item ? Object.keys(item.attributes ?? {}) : [])),
    );
    const skipped = Object.keys(this.options.fields).filter((name) => this.options.fields[name] === "skip");
    return {
      name: `hashes ${prefix}*`,
      count: null,
      dimension: first.vector.length,
      metric: "none",
      fields: [
        ...[...names].map((field): FieldMapping => {
          return { field, sourceType: this.options.fields[field] ?? "text", kept: "attribute" };
        }),
        ...skipped.map((field): FieldMapping => ({ field, sourceType: "skip", kept: "dropped" })),
      ],
      warnings: [`The fields are those of the first ${read.length} hashes; other hashes may have more.`],
    };
  }

  async *pages(options: PageOptions): AsyncGenerator<SourcePage> {
    for await (const { keys, cursor } of this.#walk(options)) {
      const read = await this.#read(keys, options.signal);
      yield {
        records: read.filter((item): item is MigrationRecord => "vector" in item),
        rejects: read.filter((item): item is RejectedRecord => "reason" in item),
        cursor,
      };
    }
  }

  async *#walk({ cursor, pageSize, signal }: PageOptions): AsyncGenerator<WalkedKeys> {
    const info = await this.executor.send(["INFO", "cluster"], { signal, idempotent: true });
    if (/^cluster_enabled:1\r?$/m.test(String(info))) {
      throw new OctavecError(
        "UNSUPPORTED_OPERATION",
        "The hashes of a cluster cannot be walked, because SCAN lists the keys of one node. Make a source for each node, connected without `cluster`.",
      );
    }
    const { prefix } = this.options;
    yield* walkKeys(this.executor, { type: "hash", prefixes: [prefix], stepSize: pageSize, cursor, signal });
  }

  async fetch(
    ids: readonly string[],
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<(MigrationRecord | null)[]> {
    const keys = ids.map((id) => Buffer.from(this.options.prefix + id));
    const records: (MigrationRecord | null)[] = [];
    for (const reply of await this.#hashes(keys, signal)) {
      const id = ids[records.length]!;
      const item = itemsOf(reply).length === 0 ? undefined : this.#recordOf(id, reply);
      records.push(item !== undefined && "vector" in item ? item : null);
    }
    return records;
  }

  async #read(
    keys: readonly Buffer[],
    signal: AbortSignal | undefined,
  ): Promise<(MigrationRecord | RejectedRecord)[]> {
    const replies = await this.#hashes(keys, signal);
    return keys.flatMap((key, index) => {
      const reply = replies[index] ?? null;
      // The hash was deleted after SCAN returned its key.
      if (itemsOf(reply).length === 0) return [];
      if (!isUtf8(key)) {
        const reason = "The key is not valid UTF-8, so it cannot become an id. Rename it.";
        return [{ id: key.toString("latin1"), code: "INVALID_ARGUMENT", reason } as const];
      }
      return [this.#recordOf(key.subarray(Buffer.byteLength(this.options.prefix)).toString(), reply)];
    });
  }

  async #hashes(keys: readonly Buffer[], signal: AbortSignal | undefined): Promise<Reply[]> {
    // Not `readOnly`: a replica may lag behind.
    const results = await this.executor.pipeline(
      keys.map((key) => ["HGETALL", key]),
      { signal, idempotent: true, binary: true },
    );
    return results.map((result) => {
      // The key was replaced by one of another type after SCAN returned it.
      if (!result.ok && isOctavecError(result.error, "WRONG_TYPE")) return [];
      return replyOf(result, signal);
    });
  }

  #recordOf(id: string, reply: Reply): MigrationRecord | RejectedRecord {
    const items = itemsOf(reply);
    let vector: Float32Array | undefined;
    const attributes: Attributes = {};
    try {
      for (let place = 0; place + 1 < items.length; place += 2) {
        const name = items[place]!.toString();
        const value = items[place + 1]!;
        if (name === this.options.vectorField) vector = this.#decode(value);
        else {
          const type = this.options.fields[name] ?? "text";
          if (type !== "skip") attributes[name] = fieldValue(name, value, type);
        }
      }
    } catch (error) {
      return rejectOf(error, id);
    }
    if (vector === undefined) {
      return { id, code: "INVALID_VECTOR", reason: `The hash has no field ${this.options.vectorField}.` };
    }
    return Object.keys(attributes).length === 0 ? { id, vector } : { id, vector, attributes };
  }
}

function itemsOf(reply: Reply): readonly Buffer[] {
  return readList("HGETALL", reply).filter((item) => Buffer.isBuffer(item));
}

/** A double outside the range of float32 becomes infinite, and the target rejects the record. */
function asFloat32(vector: Float32Array | Float64Array): Float32Array {
  return vector instanceof Float32Array ? vector : Float32Array.from(vector);
}
