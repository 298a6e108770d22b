import type { VectorClient } from "../../client.js";
import { OctavecError } from "../../errors/index.js";
import { elementIds, type VectorRepository } from "../../repository/index.js";
import { migrationKeys, requireOneKey } from "../target/migration-keys.js";
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
 * A source that reads another collection of octavec. Its vectors are exact with precision `float32` or quantization `none`,
 * and within the error bound of the precision otherwise. A `bin` collection is refused, because it stores only signs.
 *
 * Ids come in the order of their bytes. Redis 8.4 and newer list them page by page (`VRANGE`). On 8.0 and 8.2 all ids are
 * read at once when the walk begins (`VRANDMEMBER` with the size of the set). That blocks the server for a moment, and this
 * process holds all ids in memory.
 *
 * @throws OctavecError `UNSUPPORTED_OPERATION` for a collection with shards.
 */
export function createCollectionSource(
  client: Pick<VectorClient, "executor">,
  repository: VectorRepository,
): MigrationSource {
  requireOneKey(repository);
  return new CollectionSource(client, repository);
}

class CollectionSource implements MigrationSource {
  readonly kind = "octavec";

  constructor(
    private readonly client: Pick<VectorClient, "executor">,
    private readonly repository: VectorRepository,
  ) {}

  async describe(options: { signal?: AbortSignal | undefined } = {}): Promise<SourceDescription> {
    const info = await this.repository.info(options);
    if (info.count === 0) {
      throw new OctavecError("SOURCE_NOT_FOUND", `The collection ${info.key} is empty or does not exist.`);
    }
    if (info.quantization === "bin") {
      throw new OctavecError(
        "UNSUPPORTED_OPERATION",
        `The collection ${info.key} stores only the signs of its vectors, so its vectors cannot be read.`,
      );
    }
    const { precision } = await this.repository.precisionReport(options);
    const isExact = info.quantization === "none" || precision === "float32";
    return {
      name: `octavec ${info.key}`,
      count: info.count,
      dimension: info.dimension,
      metric: "cosine",
      fields: [],
      warnings: isExact ? [] : [`The vectors are quantized: they have ${precision} precision.`],
    };
  }

  async *pages({ cursor, pageSize, signal }: PageOptions): AsyncGenerator<SourcePage> {
    const after = cursor?.slice(CURSOR_PREFIX.length);
    for await (const { ids, last } of elementIds(this.client, this.repository.key, {
      after,
      pageSize,
      signal,
    })) {
      const records = (await this.fetch(ids, { signal })).filter((record) => record !== null);
      yield { records, rejects: [], cursor: last ? null : CURSOR_PREFIX + ids.at(-1)! };
    }
  }

  async fetch(
    ids: readonly string[],
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<(MigrationRecord | null)[]> {
    const records: (MigrationRecord | null)[] = [];
    const keys = migrationKeys(this.repository);
    for (let start = 0; start < ids.length; start += CONCURRENT_READS) {
      const some = ids.slice(start, start + CONCURRENT_READS);
      const [extras, ...found] = await Promise.all([
        this.client.executor.send(["HMGET", keys.extra, ...some], { ...options, idempotent: true }),
        ...some.map((id) => this.repository.get(id, options)),
      ]);
      for (const [place, record] of found.entries()) {
        const extra: unknown = Array.isArray(extras) ? extras[place] : null;
        if (record === undefined) records.push(null);
        else records.push(typeof extra === "string" ? { ...record, extra } : record);
      }
    }
    return records;
  }

  async search({
    vector,
    limit,
    signal,
  }: {
    vector: Float32Array;
    limit: number;
    signal?: AbortSignal | undefined;
  }) {
    return this.repository.search({ vector, limit, signal });
  }
}

/** The empty text is a valid id, and a cursor must never be empty. */
const CURSOR_PREFIX = "after:";
