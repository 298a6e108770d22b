import { afterEach, beforeEach, inject } from "vitest";
import { systemTiming } from "../../../src/async/index.js";
import { OctavecError } from "../../../src/errors/index.js";
import type { Reply } from "../../../src/executor.js";
import type { RediSearchSource, VectorComponentType } from "../../../src/migration/index.js";
import { RedisConnection } from "../../../src/migration/redisearch/redis-connection.js";
import { encodeVectorBlob } from "../../../src/migration/source/vector-blob.js";
import { collect } from "../../helpers/collect.js";
import { type FtIndex, ftInfoReply } from "../../helpers/ft-replies.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";
import { withQueryEngine } from "../../helpers/with-query-engine.js";

/**
 * Gives each test a prefix and a connection to the shared server. The test servers have neither Query Engine nor JSON, so the
 * replies of those commands are written by hand in the published formats.
 */
export class RediSearchStage {
  prefix = "";
  redis = new RedisConnection({ url: "redis://unset" }, systemTiming);

  constructor() {
    beforeEach(() => {
      this.prefix = `${uniquePrefix("ft")}:`;
      this.redis = new RedisConnection({ url: inject("redisUrl") }, systemTiming);
    });
    afterEach(() => this.redis.close());
  }

  indexOver(keyType: "HASH" | "JSON", more: Partial<FtIndex> = {}): FtIndex {
    return {
      name: "articles",
      keyType,
      prefixes: [this.prefix],
      fields: [
        { path: "vec", type: "VECTOR", vector: { type: "FLOAT32", dimension: 3, metric: "COSINE" } },
        { path: "lang", type: "TAG", flags: ["SORTABLE"] },
        { path: "year", as: "published", type: "NUMERIC" },
        { path: "title", type: "TEXT" },
        { path: "place", type: "GEO" },
      ],
      ...more,
    };
  }

  /** The shared server with replies for this index. */
  serverWith(index: FtIndex, port: Parameters<typeof withQueryEngine>[0] = this.redis, protocol: 2 | 3 = 2) {
    return withQueryEngine(port, ([name, asked]): Reply | OctavecError | undefined => {
      if (name === "FT.INFO") {
        return asked === index.name || asked === "alias"
          ? ftInfoReply(index, protocol)
          : new OctavecError("COMMAND_FAILED", "FT.INFO was refused: Unknown index name");
      }
      if (name === "FT.ALIASLIST") return ["alias"];
      return undefined;
    });
  }

  write(key: string, fields: Record<string, string | Buffer>): Promise<Reply> {
    return this.redis.send(["HSET", key, ...Object.entries(fields).flat()]);
  }
}

export function blob(numbers: readonly number[], type: VectorComponentType = "FLOAT32"): Buffer {
  return encodeVectorBlob(type, Float32Array.from(numbers));
}

/** All pages of a source, with the records in the order of their ids. */
export async function allOf(source: RediSearchSource, pageSize = 10) {
  const pages = await collect(source.pages({ pageSize }));
  return {
    records: pages.flatMap(({ records }) => records).sort((a, b) => (a.id < b.id ? -1 : 1)),
    rejects: pages.flatMap(({ rejects }) => rejects),
    pages,
  };
}
