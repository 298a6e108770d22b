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
import { escapeGlob, KeyScan } from "./key-scan.js";
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

/** Keys looked at to describe the source. */
const SAMPLE = 100;

/**
 * Hashes that share a key prefix, each with its vector as bytes in one field; no index is needed. The id is what follows the
 * prefix. The other fields become attributes.
 *
 * Keys are found by SCAN, whose cursors die with the server's process: after a restart or a failover of the server a walk
 * that is taken up again begins anew. One server only: a cluster's SCAN tells of one node.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
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
  readonly #scan: KeyScan;

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
    this.#scan = new KeyScan(executor, `${escapeGlob(options.prefix)}*`);
  }

  /** Reads up to 100 records to learn dimension and fields. */
  async describe({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<SourceDescription> {
    const { prefix } = this.options;
    const keys: Buffer[] = [];
    for await (const step of this.#scan.run(SAMPLE, undefined, signal)) {
      keys.push(...step.keys);
      if (keys.length >= SAMPLE) break;
    }
    const read = await this.#read(keys.slice(0, SAMPLE), signal);
    const first = read.find((item): item is MigrationRecord => "vector" in item);
    if (first === undefined) {
      throw new OctavecError(
        "SOURCE_NOT_FOUND",
        `No hash under ${prefix}* has a vector in its field ${this.options.vectorField}. Check prefix, field and database.`,
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
      warnings: [`Fields are those of the first ${read.length} hashes; others may have more.`],
    };
  }

  async *pages({ cursor, pageSize, signal }: PageOptions): AsyncGenerator<SourcePage> {
    for await (const { keys, cursor: next } of this.#scan.run(pageSize, cursor, signal)) {
      const read = await this.#read(keys, signal);
      yield {
        records: read.filter((item): item is MigrationRecord => "vector" in item),
        rejects: read.filter((item): item is RejectedRecord => "reason" in item),
        cursor: next,
      };
    }
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
      // Deleted since SCAN named it.
      if (itemsOf(reply).length === 0) return [];
      if (!isUtf8(key)) {
        const reason = "The key is no UTF-8 text, which ids are: rename it.";
        return [{ id: key.toString("latin1"), code: "INVALID_ARGUMENT", reason } as const];
      }
      return [this.#recordOf(key.subarray(Buffer.byteLength(this.options.prefix)).toString(), reply)];
    });
  }

  async #hashes(keys: readonly Buffer[], signal: AbortSignal | undefined): Promise<Reply[]> {
    // Not readOnly: a replica that lags would give what was there before.
    const results = await this.executor.pipeline(
      keys.map((key) => ["HGETALL", key]),
      { signal, idempotent: true, binary: true },
    );
    return results.map((result) => {
      // The key was replaced by one of another type since SCAN named it.
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

/** A double beyond float32 becomes infinite, which no target takes. */
function asFloat32(vector: Float32Array | Float64Array): Float32Array {
  return vector instanceof Float32Array ? vector : Float32Array.from(vector);
}
