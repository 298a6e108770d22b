import type { VectorClient } from "../../client.js";
import type { Filter } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import type { Executor, SendOptions } from "../../executor.js";
import { elementIds, type VectorRepository } from "../../repository/index.js";
import { readBeside } from "../target/read-beside.js";
import type {
  MigrationRecord,
  MigrationSource,
  PageOptions,
  SourceDescription,
  SourcePage,
} from "./source.js";

/** Records read at the same time. */
const CONCURRENT_READS = 32;

/**
 * A source that reads another collection of octavec, with or without shards. Its vectors are exact with precision `float32` or
 * quantization `none`, and within the error bound of the precision otherwise. A `bin` collection without codes is refused,
 * because it stores only signs.
 *
 * Shards come one after the other, and the ids of each in the order of their bytes. Redis 8.4 and newer list them page by page
 * (`VRANGE`). On 8.0 and 8.2 all ids of a shard are read at once when its walk begins (`VRANDMEMBER` with the size of the set). That
 * blocks the server for a moment, and this process holds all ids in memory.
 *
 * Records are never read from a replica, because one that lags behind would return earlier states of them.
 */
export function createCollectionSource(
  client: Pick<VectorClient, "executor">,
  repository: VectorRepository,
): MigrationSource {
  return new CollectionSource(client, repository);
}

class CollectionSource implements MigrationSource {
  readonly kind = "octavec";
  readonly #onPrimary: VectorRepository;

  constructor(
    private readonly client: Pick<VectorClient, "executor">,
    private readonly repository: VectorRepository,
  ) {
    this.#onPrimary = repository.through(onPrimary);
  }

  async describe(options: { signal?: AbortSignal | undefined } = {}): Promise<SourceDescription> {
    const info = await this.repository.info(options);
    if (info.count === 0) {
      throw new OctavecError("SOURCE_NOT_FOUND", `The collection ${info.key} is empty or does not exist.`);
    }
    const { precision, rotated } = await this.repository.precisionReport(options);
    if (info.quantization === "bin" && precision === "native") {
      throw new OctavecError(
        "UNSUPPORTED_OPERATION",
        `The collection ${info.key} stores only the signs of its vectors, so its vectors cannot be read.`,
      );
    }
    const isExact = info.quantization === "none" || precision === "float32";
    return {
      name: `octavec ${info.key}`,
      count: info.count,
      dimension: info.dimension,
      metric: "cosine",
      fields: [],
      ...(!isExact && { storedForm: { quantization: info.quantization, precision, rotated } }),
      warnings: isExact ? [] : [`The vectors are quantized: they have ${precision} precision.`],
    };
  }

  async *pages({ cursor, pageSize, signal }: PageOptions): AsyncGenerator<SourcePage> {
    const keys = await this.repository.shardKeys({ signal });
    const start = cursor === undefined ? undefined : readCursor(cursor);
    for (let shard = start?.shard ?? 0; shard < keys.length; shard++) {
      const after = shard === start?.shard ? start.after : undefined;
      for await (const { ids, last } of elementIds(this.client, keys[shard]!, { after, pageSize, signal })) {
        const isEnd = last && shard === keys.length - 1;
        if (ids.length === 0 && !isEnd) continue;
        const records = (await this.fetch(ids, { signal })).filter((record) => record !== null);
        yield { records, rejects: [], cursor: isEnd ? null : `${shard}:${ids.at(-1)!}` };
      }
    }
  }

  async fetch(
    ids: readonly string[],
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<(MigrationRecord | null)[]> {
    const records: (MigrationRecord | null)[] = [];
    for (let start = 0; start < ids.length; start += CONCURRENT_READS) {
      const some = ids.slice(start, start + CONCURRENT_READS);
      const [extras, ...found] = await Promise.all([
        readBeside(this.client.executor, this.repository, { hash: "extra", ids: some }, options),
        ...some.map((id) => this.#onPrimary.get(id, options)),
      ]);
      for (const [place, record] of found.entries()) {
        const extra = extras[place];
        if (record === undefined) records.push(null);
        else records.push(typeof extra === "string" ? { ...record, extra } : record);
      }
    }
    return records;
  }

  async search({
    vector,
    limit,
    filter,
    signal,
  }: {
    vector: Float32Array;
    limit: number;
    filter?: unknown;
    signal?: AbortSignal | undefined;
  }) {
    // The repository refuses what is no filter.
    return this.repository.search({ vector, limit, filter: filter as Filter | undefined, signal });
  }
}

function onPrimary(executor: Executor): Executor {
  const primary = ({ readOnly, ...others }: SendOptions = {}): SendOptions =>
    readOnly === true ? { ...others, idempotent: true } : others;
  return {
    get capabilities() {
      return executor.capabilities;
    },
    send: (command, options) => executor.send(command, primary(options)),
    pipeline: (steps, options) => executor.pipeline(steps, primary(options)),
  };
}

/** A cursor is the number of a shard and the last id read there. */
function readCursor(cursor: string): { readonly shard: number; readonly after: string } {
  const [, shard, after] = /^(\d+):(.*)$/s.exec(cursor) ?? [];
  if (shard !== undefined && after !== undefined) return { shard: Number(shard), after };
  throw new OctavecError("INVALID_ARGUMENT", "cursor: expected the cursor of a page of this source.");
}
