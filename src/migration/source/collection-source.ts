import type { VectorClient } from "../../client.js";
import { OctavecError } from "../../errors/index.js";
import type { VectorRepository } from "../../repository/index.js";
import { migrationKeys } from "../target/migration-keys.js";
import { elementIds } from "./element-ids.js";
import type {
  MigrationRecord,
  MigrationSource,
  PageOptions,
  SourceDescription,
  SourcePage,
} from "./source.js";

/** Records read at the same time. */
const UNDER_WAY = 32;

/**
 * Another collection of this library, on this server or another one. Vectors are what its precision keeps of them: exact with
 * `float32` and quantization `none`, within its error bound otherwise; a `bin` collection holds signs only and is refused.
 *
 * Ids come in the order of their bytes. Servers from 8.4 on list them in pieces (`VRANGE`); 8.0 and 8.2 have no such command,
 * so there all of them are asked for at once when the walk begins (`VRANDMEMBER` with the size of the set), which holds the
 * server up for a moment and costs this process their memory.
 */
export function createCollectionSource(
  client: Pick<VectorClient, "executor">,
  repository: VectorRepository,
): MigrationSource {
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
      throw new OctavecError("SOURCE_NOT_FOUND", `The collection ${info.key} is empty or not there.`);
    }
    if (info.quantization === "bin") {
      throw new OctavecError(
        "UNSUPPORTED_OPERATION",
        `The collection ${info.key} keeps signs only, of which no vector can be had.`,
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
      warnings: isExact ? [] : [`Vectors are what ${precision} precision keeps of them.`],
    };
  }

  async *pages({ cursor, pageSize, signal }: PageOptions): AsyncGenerator<SourcePage> {
    // The empty text is an id, so a cursor has something before it.
    const after = cursor?.slice(CURSOR.length);
    for await (const { ids, last } of elementIds(this.client, this.repository.key, {
      after,
      pageSize,
      signal,
    })) {
      const records = (await this.fetch(ids, { signal })).filter((record) => record !== null);
      yield { records, rejects: [], cursor: last ? null : CURSOR + ids.at(-1)! };
    }
  }

  async fetch(
    ids: readonly string[],
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<(MigrationRecord | null)[]> {
    const records: (MigrationRecord | null)[] = [];
    const keys = migrationKeys(this.repository.key);
    for (let start = 0; start < ids.length; start += UNDER_WAY) {
      const some = ids.slice(start, start + UNDER_WAY);
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

const CURSOR = "after:";
