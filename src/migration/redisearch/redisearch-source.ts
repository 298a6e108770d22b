import { isUtf8 } from "node:buffer";
import { type RetryTiming, systemTiming } from "../../async/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Reply, StepResult } from "../../executor.js";
import {
  parseOptions,
  type RediSearchConnectionOptions,
  type RediSearchOptions,
  type ResolvedRediSearchOptions,
  rediSearchSchema,
} from "../../options/index.js";
import { checkId } from "../../repository/index.js";
import {
  type MigrationRecord,
  type MigrationSource,
  type PageOptions,
  type RejectedRecord,
  rejectOf,
  type SourceDescription,
  type SourceHit,
  type SourcePage,
} from "../source/source.js";
import { componentSizeBytes } from "../source/vector-blob.js";
import { type KeyWalk, type SourceExecutor, walkKeys } from "../source/walk-keys.js";
import { fieldMappings, indexWarnings, metricOf } from "./describe-index.js";
import { readIndexInfo } from "./index-schema.js";
import { encodeKnnSearch, readKnnReply } from "./knn-search.js";
import { type ReadDocument, readHash } from "./read-hash.js";
import { encodeJsonGet, readJson } from "./read-json.js";
import { RedisConnection } from "./redis-connection.js";
import { pickVectorField, type SourceLayout } from "./source-layout.js";

/**
 * Options of `RediSearchSource`: either a `url` to a server of any version, to which the source opens its own connection, or
 * the `executor` of a `VectorClient` that is connected to the server.
 */
export type RediSearchSourceOptions = RediSearchOptions &
  (RediSearchConnectionOptions | { executor: SourceExecutor });

interface SignalOption {
  signal?: AbortSignal | undefined;
}

/** Documents fetched by id in one batch, and keys per step while the dimension is looked up. */
const FETCH_SIZE = 500;

const REDIS_TYPES = { HASH: "hash", JSON: "ReJSON-RL" } as const;

/** Messages of different server versions for an index that does not exist. */
const NO_INDEX = /unknown index name|no such index|index not found/i;

/**
 * A source that reads the documents of a RediSearch index over hashes or JSON, in Redis Stack or Redis 8.
 *
 * - Schema: from FT.INFO. Documents: found by SCAN with the index's prefixes and type. The walk begins again after a restart
 *   of the server.
 * - Ids: the whole key, or with `id: "suffix"` the key without the prefix. Keys that are not valid UTF-8 are rejected.
 * - Vectors: FLOAT16, BFLOAT16, FLOAT32, FLOAT64, INT8 and UINT8 bytes, or lists of numbers in JSON.
 * - Fields: TAG, NUMERIC, TEXT and GEO fields become attributes with their names in queries (`AS`). All other values go to
 *   `extra`.
 *
 * The constructor does not connect. `close` closes the connection that was opened for `url`.
 *
 * @throws OctavecError `INVALID_OPTIONS`. Methods reject with `SOURCE_NOT_FOUND`, `UNSUPPORTED_SOURCE`, `NOT_AUTHORIZED`,
 *   `CONNECTION_FAILED`, `CONNECTION_LOST`, `TIMEOUT`, `UNEXPECTED_REPLY`, or the errors of the executor.
 */
export class RediSearchSource implements MigrationSource {
  readonly kind = "redisearch";
  readonly #options: ResolvedRediSearchOptions;
  readonly #executor: SourceExecutor;
  readonly #own: RedisConnection | undefined;
  #layout: SourceLayout | undefined;

  /** @param timing - Clock, random numbers and waits of the retries, for tests. */
  constructor(options: RediSearchSourceOptions, timing: RetryTiming = systemTiming) {
    if ("executor" in options) {
      const { executor, ...rest } = options;
      this.#options = parseOptions(rediSearchSchema, rest, "options of the RediSearch source");
      this.#executor = executor;
    } else {
      const { url, timeoutMs, maxRetries, maxRetryDelayMs, ...rest } = options;
      this.#options = parseOptions(rediSearchSchema, rest, "options of the RediSearch source");
      this.#own = new RedisConnection({ url, timeoutMs, maxRetries, maxRetryDelayMs }, timing);
      this.#executor = this.#own;
    }
  }

  async describe({ signal }: SignalOption = {}): Promise<SourceDescription> {
    // The index may have changed since the last call.
    this.#layout = undefined;
    const layout = await this.#prepared(signal);
    const { schema } = layout;
    const [aliases, cluster] = await this.#executor.pipeline(
      [
        ["FT.ALIASLIST", schema.name],
        ["INFO", "cluster"],
      ],
      { readOnly: true, signal },
    );
    const place = this.#own === undefined ? "" : ` ${this.#own.address}`;
    const alias = this.#options.index === schema.name ? "" : ` (by the alias ${this.#options.index})`;
    return {
      name: `redisearch${place} ${schema.name}${alias} over ${schema.keyType}`,
      count: schema.count,
      dimension: layout.dimension,
      metric: metricOf(layout),
      fields: fieldMappings(layout),
      warnings: indexWarnings(layout, aliasNames(aliases), isClusterNode(cluster)),
    };
  }

  async *pages({ cursor, pageSize, signal }: PageOptions): AsyncGenerator<SourcePage> {
    if (!Number.isInteger(pageSize) || pageSize < 1) {
      throw new OctavecError("INVALID_ARGUMENT", `pageSize: expected 1 or more, got ${pageSize}.`);
    }
    const layout = await this.#prepared(signal);
    const walk = { ...keysOf(layout), stepSize: pageSize, cursor, signal };
    for await (const { keys, cursor: next } of walkKeys(this.#executor, walk)) {
      const { records, rejects } = await this.#read(keys, layout, signal);
      yield { records: records.filter((record) => record !== null), rejects, cursor: next };
    }
  }

  async fetch(
    ids: readonly string[],
    { signal }: SignalOption = {},
  ): Promise<readonly (MigrationRecord | null)[]> {
    const layout = await this.#prepared(signal);
    const found: (MigrationRecord | null)[] = [];
    for (let start = 0; start < ids.length; start += FETCH_SIZE) {
      const keys = ids.slice(start, start + FETCH_SIZE).map((id) => Buffer.from(this.#prefix(layout) + id));
      found.push(...(await this.#read(keys, layout, signal)).records);
    }
    return found;
  }

  /** Needs a server with the Query Engine. `filter` is a query of RediSearch. The scores are distances. */
  async search({
    vector,
    limit,
    filter = "*",
    signal,
  }: { vector: Float32Array; limit: number; filter?: unknown } & SignalOption): Promise<
    readonly SourceHit[]
  > {
    if (typeof filter !== "string") {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `filter: expected the text of a RediSearch query, got a ${typeof filter}.`,
      );
    }
    const layout = await this.#prepared(signal);
    const reply = await this.#executor.send(encodeKnnSearch(layout, vector, limit, filter), {
      readOnly: true,
      signal,
    });
    const prefix = this.#prefix(layout);
    return readKnnReply(reply).map(({ key, distance }) => ({
      id: key.slice(prefix.length),
      score: distance,
    }));
  }

  /** Closes the source's own connection. The caller's executor stays open. */
  async close(): Promise<void> {
    await this.#own?.close();
  }

  /** The record of each key, in order; null if the key does not exist or the record was rejected. */
  async #read(
    keys: readonly Buffer[],
    layout: SourceLayout,
    signal: AbortSignal | undefined,
  ): Promise<{ records: (MigrationRecord | null)[]; rejects: RejectedRecord[] }> {
    const records: (MigrationRecord | null)[] = [];
    const rejects: RejectedRecord[] = [];
    if (keys.length === 0) return { records, rejects };
    const isHash = layout.schema.keyType === "HASH";
    const steps = await this.#executor.pipeline(
      keys.map((key) => (isHash ? ["HGETALL", key] : encodeJsonGet(key, layout))),
      // Not `readOnly`: a replica that lags behind may lack keys that SCAN has just returned.
      { binary: isHash, idempotent: true, signal },
    );
    for (const [index, key] of keys.entries()) {
      const step = steps[index];
      // A key that was replaced by one of another type is a reject. No other failure is the record's fault.
      if (step === undefined || (!step.ok && step.error.code !== "WRONG_TYPE")) throw step?.error;
      try {
        const document = this.#document(step, layout);
        records.push(document === null ? null : { id: this.#id(key, layout), ...document });
      } catch (error) {
        rejects.push(rejectOf(error, isUtf8(key) ? key.toString("utf8") : key.toString("latin1")));
        records.push(null);
      }
    }
    return { records, rejects };
  }

  #document(step: StepResult, layout: SourceLayout): ReadDocument | null {
    if (!step.ok) throw step.error;
    const read = layout.schema.keyType === "HASH" ? readHash : readJson;
    return read(step.value, layout, this.#options.tags);
  }

  #id(key: Buffer, layout: SourceLayout): string {
    if (!isUtf8(key)) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        "The key is not valid UTF-8, so it cannot become an id. Rename it.",
      );
    }
    return checkId(key.toString("utf8").slice(this.#prefix(layout).length));
  }

  /** The part of keys that ids leave out. */
  #prefix({ schema }: SourceLayout): string {
    return this.#options.id === "suffix" ? (schema.prefixes[0] ?? "") : "";
  }

  async #prepared(signal: AbortSignal | undefined): Promise<SourceLayout> {
    this.#layout ??= await this.#prepare(signal);
    return this.#layout;
  }

  async #prepare(signal: AbortSignal | undefined): Promise<SourceLayout> {
    const schema = readIndexInfo(await this.#info(signal));
    const vectorField = pickVectorField(schema, this.#options);
    const type = vectorField.vector.type ?? this.#options.vectorType ?? "FLOAT32";
    const layout = {
      schema,
      vectorField,
      type,
      fields: schema.fields,
      vectorPaths: schema.fields.filter((field) => field.type === "VECTOR").map(({ path }) => path),
    };
    const dimension = vectorField.vector.dimension ?? (await this.#firstDimension(layout, signal));
    return { ...layout, dimension };
  }

  async #info(signal: AbortSignal | undefined): Promise<Reply> {
    const { index } = this.#options;
    try {
      return await this.#executor.send(["FT.INFO", index], { readOnly: true, signal });
    } catch (error) {
      if (isOctavecError(error) && NO_INDEX.test(error.message)) {
        throw new OctavecError(
          "SOURCE_NOT_FOUND",
          `The server has no index and no alias named ${JSON.stringify(index)}.`,
          { cause: error },
        );
      }
      if (isOctavecError(error, "UNSUPPORTED_COMMAND")) {
        throw new OctavecError(
          "UNSUPPORTED_SOURCE",
          "The server has no FT commands, because the Query Engine is not loaded. Use createHashSource for hashes without an index.",
          { cause: error },
        );
      }
      throw error;
    }
  }

  /** The dimension of the first document that has the vector field, for servers that do not report it. */
  async #firstDimension(
    layout: Omit<SourceLayout, "dimension">,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    const { schema, vectorField, type } = layout;
    for await (const { keys } of walkKeys(this.#executor, {
      ...keysOf(layout),
      stepSize: FETCH_SIZE,
      signal,
    })) {
      for (const key of keys) {
        const command =
          schema.keyType === "HASH"
            ? (["HSTRLEN", key, vectorField.path] as const)
            : (["JSON.ARRLEN", key, vectorField.path] as const);
        const reply = await this.#executor.send(command, { readOnly: true, signal });
        const length = Number(Array.isArray(reply) ? reply[0] : reply);
        const dimension = schema.keyType === "HASH" ? length / componentSizeBytes(type) : length;
        if (Number.isInteger(dimension) && dimension > 0) return dimension;
      }
    }
    throw new OctavecError(
      "UNSUPPORTED_SOURCE",
      `The dimension of ${JSON.stringify(vectorField.name)} is unknown: the server does not report it, and no document has the field.`,
    );
  }
}

/** The keys that the index covers. */
function keysOf({ schema }: Pick<SourceLayout, "schema">): Pick<KeyWalk, "type" | "prefixes"> {
  return { type: REDIS_TYPES[schema.keyType], prefixes: schema.prefixes };
}

function aliasNames(step: StepResult | undefined): string[] {
  return step?.ok && Array.isArray(step.value) ? step.value.map(String) : [];
}

function isClusterNode(step: StepResult | undefined): boolean {
  return step?.ok === true && /^cluster_enabled:1/m.test(String(step.value));
}
