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
import { fieldMappings, indexWarnings, metricOf } from "./describe-index.js";
import { readIndexInfo } from "./index-schema.js";
import { encodeKnnSearch, readKnnReply } from "./knn-search.js";
import { type ReadDocument, readHash } from "./read-hash.js";
import { encodeJsonGet, readJson } from "./read-json.js";
import { RedisConnection, type SourceExecutor } from "./redis-connection.js";
import { type ScanPosition, scanKeys } from "./scan-keys.js";
import { pickVectorField, type SourceLayout } from "./source-layout.js";

/**
 * Options of `RediSearchSource`: either a `url`, for a connection of its own to a server of any version, or the
 * `executor` of a `VectorClient` that is connected to the server already.
 */
export type RediSearchSourceOptions = RediSearchOptions &
  (RediSearchConnectionOptions | { executor: SourceExecutor });

interface SignalOption {
  signal?: AbortSignal | undefined;
}

/** Documents of one batch when they are asked for by id, and keys of one step when the first document is looked for. */
const FETCH_SIZE = 500;

/** A walk that has to begin anew more often than this gets nowhere. */
const MAX_RESTARTS = 10;

/** What servers of various ages say when an index is not there. */
const NO_INDEX = /unknown index name|no such index|index not found/i;

/**
 * The documents of a RediSearch index over hashes or JSON, in Redis Stack or Redis 8.
 *
 * - The schema comes from FT.INFO. The documents are found by SCAN with the index's prefixes and type, never by a
 *   growing LIMIT: the cursor is SCAN's with the server's run, and after a restart of the server the walk begins anew.
 * - Ids: the whole key, or with `id: "suffix"` the key without the prefix; both ways are exact. Keys that are no UTF-8
 *   are rejected.
 * - Vectors: FLOAT16, BFLOAT16, FLOAT32, FLOAT64, INT8 and UINT8 bytes, or lists of numbers in JSON.
 * - TAG, NUMERIC, TEXT and GEO fields become attributes under their names in queries (`AS`); everything else goes to `extra`.
 *
 * Construction connects nothing; `close` ends the connection of a `url`.
 *
 * @throws OctavecError `INVALID_OPTIONS`. Methods reject with `SOURCE_NOT_FOUND`, `UNSUPPORTED_SOURCE`, `NOT_AUTHORIZED`,
 *   `CONNECTION_FAILED`, `CONNECTION_LOST`, `TIMEOUT`, `UNEXPECTED_REPLY` or what the executor rejects with.
 */
export class RediSearchSource implements MigrationSource {
  readonly kind = "redisearch";
  readonly #options: ResolvedRediSearchOptions;
  readonly #executor: SourceExecutor;
  readonly #own: RedisConnection | undefined;
  #layout: SourceLayout | undefined;

  /** @param timing - Clock, chance and waiting of the retries; for tests. */
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
    this.#layout = undefined; // the index may have changed
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
    const asked = this.#options.index === schema.name ? "" : ` (asked for as ${this.#options.index})`;
    return {
      name: `redisearch${place} ${schema.name}${asked} over ${schema.keyType}`,
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
    let restarts = 0;
    for (let at = cursor === undefined ? undefined : readCursor(cursor); ; ) {
      const { keys, next, restarted } = await scanKeys(this.#executor, layout.schema, at, pageSize, signal);
      at = next;
      restarts += Number(restarted);
      if (restarts > MAX_RESTARTS) {
        throw new OctavecError(
          "UNSUPPORTED_SOURCE",
          `The walk over the keys began anew ${restarts} times, because another server answered or it was restarted. Connect to one server, not to a cluster or a balancer.`,
        );
      }
      // A step without a key of the index is no page, unless it is the last.
      if (keys.length === 0 && next !== undefined) continue;
      const { records, rejects } = await this.#read(keys, layout, signal);
      yield {
        records: records.filter((record) => record !== null),
        rejects,
        cursor: next === undefined ? null : `${next.runId}:${next.cursor}`,
      };
      if (next === undefined) return;
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

  /** Where the server has the Query Engine. `filter` is text of its query language; the scores are its distances. */
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
        `filter: expected text of the query language, got a ${typeof filter}.`,
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

  /** Ends the source's own connection; an executor that was given stays open. */
  async close(): Promise<void> {
    await this.#own?.close();
  }

  /** One record for each key, in order; null for what is not there (any more) or was rejected. */
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
      // Not `readOnly`: a replica that lags would make records vanish that SCAN just found.
      { binary: isHash, idempotent: true, signal },
    );
    for (const [index, key] of keys.entries()) {
      const step = steps[index];
      // A key of another type meanwhile is a reject; any other failure is not this record's.
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
      throw new OctavecError("INVALID_ARGUMENT", "The key is no UTF-8 text, so no id can be made of it.");
    }
    return checkId(key.toString("utf8").slice(this.#prefix(layout).length));
  }

  /** What ids leave out of keys. */
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
        throw new OctavecError("SOURCE_NOT_FOUND", `There is no index or alias ${JSON.stringify(index)}.`, {
          cause: error,
        });
      }
      if (isOctavecError(error, "UNSUPPORTED_COMMAND")) {
        throw new OctavecError(
          "UNSUPPORTED_SOURCE",
          "The server has no FT commands: the Query Engine is not loaded. Hashes without an index have a source of their own.",
          { cause: error },
        );
      }
      throw error;
    }
  }

  /** For servers that do not tell the dimension: the first document that has the field says it. */
  async #firstDimension(
    layout: Omit<SourceLayout, "dimension">,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    const { schema, vectorField, type } = layout;
    for (let at: ScanPosition | undefined; ; ) {
      const { keys, next } = await scanKeys(this.#executor, schema, at, FETCH_SIZE, signal);
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
      if (next === undefined) break;
      at = next;
    }
    throw new OctavecError(
      "UNSUPPORTED_SOURCE",
      `The server does not tell the dimension of ${JSON.stringify(vectorField.name)}, and no document has such a field.`,
    );
  }
}

function readCursor(cursor: string): ScanPosition {
  const match = /^(\w*):(\d+)$/.exec(cursor);
  if (match !== null) return { runId: match[1] ?? "", cursor: match[2] ?? "0" };
  throw new OctavecError("INVALID_ARGUMENT", "The cursor is not that of a page of this source.");
}

function aliasNames(step: StepResult | undefined): string[] {
  return step?.ok && Array.isArray(step.value) ? step.value.map(String) : [];
}

function isClusterNode(step: StepResult | undefined): boolean {
  return step?.ok === true && /^cluster_enabled:1/m.test(String(step.value));
}
