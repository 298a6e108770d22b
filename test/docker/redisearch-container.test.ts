import { afterAll, describe, expect, test } from "vitest";
import { systemTiming } from "../../src/async/index.js";
import { connect } from "../../src/index.js";
import { RediSearchSource } from "../../src/migration/index.js";
import { RedisConnection } from "../../src/migration/redisearch/redis-connection.js";
import { encodeVectorBlob } from "../../src/migration/source/vector-blob.js";
import { startRedis8 } from "../../src/testing/index.js";
import { ask } from "../helpers/ask.js";
import { collect } from "../helpers/collect.js";
import { eventually } from "../helpers/processes.js";

const server = await startRedis8({ source: "testcontainers", startTimeoutMs: 60_000 });
const { url } = server;
const hasQueryEngine = await ask(url, "FT._LIST").then(
  () => true,
  () => false,
);
if (!hasQueryEngine) console.warn("Skipped: migration from a real RediSearch: the image has no Query Engine");
afterAll(() => server.stop());

/** What the published formats promise, on a server that has the Query Engine and JSON. */
describe.skipIf(!hasQueryEngine)("a real Query Engine", () => {
  const redis = new RedisConnection({ url }, systemTiming);
  afterAll(() => redis.close());

  const vectorField = (type: string) => [
    "VECTOR",
    "HNSW",
    "6",
    "TYPE",
    type,
    "DIM",
    "3",
    "DISTANCE_METRIC",
    "COSINE",
  ];
  const indexed = (index: string, count: number) =>
    eventually("the index is built", async () => {
      const description = await new RediSearchSource({ executor: redis, index }).describe();
      return description.count === count;
    });

  test("hashes are found, described and searched, over RESP2 and RESP3", async () => {
    await redis.send(
      ["FT.CREATE", "h", "ON", "HASH", "PREFIX", "1", "h:", "SCHEMA", "vec"].concat(vectorField("FLOAT32"), [
        ...["lang", "TAG", "SEPARATOR", ";", "CASESENSITIVE"],
        ...["year", "AS", "published", "NUMERIC", "SORTABLE"],
        ...["title", "TEXT"],
      ]),
    );
    await redis.send(["FT.ALIASADD", "alias", "h"]);
    for (const [index, lang] of ["en;de", "en", "fr"].entries()) {
      const vec = encodeVectorBlob("FLOAT32", Float32Array.of(1, index, 0));
      await redis.send(["HSET", `h:${index}`, "vec", vec, "lang", lang, "year", String(2000 + index)]);
    }
    await indexed("h", 3);
    const client = await connect({ url });
    for (const source of [
      new RediSearchSource({ url, index: "alias", id: "suffix" }),
      new RediSearchSource({ executor: client.executor, index: "alias", id: "suffix" }),
    ]) {
      expect(await source.describe()).toMatchObject({ count: 3, dimension: 3, metric: "cosine" });
      const pages = await collect(source.pages({ pageSize: 10 }));
      const records = pages.flatMap((page) => page.records).sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(records.map(({ id, attributes }) => ({ id, ...attributes }))).toEqual([
        { id: "0", lang: ["en", "de"], published: 2000 },
        { id: "1", lang: "en", published: 2001 },
        { id: "2", lang: "fr", published: 2002 },
      ]);
      const vector = Float32Array.of(1, 2, 0);
      const hits = await source.search({ vector, limit: 3 });
      expect(hits.map(({ id }) => id)).toEqual(["2", "1", "0"]);
      const english = await source.search({ vector, limit: 3, filter: "@lang:{en}" });
      expect(english.map(({ id }) => id)).toEqual(["1", "0"]);
      await source.close();
    }
    await client.close();
  });

  test.each(["FLOAT16", "BFLOAT16", "FLOAT64", "INT8", "UINT8"] as const)(
    "vectors of type %s are told and read",
    async (type) => {
      const name = `t${type.toLowerCase()}`;
      await redis.send(
        ["FT.CREATE", name, "ON", "HASH", "PREFIX", "1", `${name}:`, "SCHEMA", "vec"].concat(
          vectorField(type),
        ),
      );
      await redis.send(["HSET", `${name}:1`, "vec", encodeVectorBlob(type, Float32Array.of(1, 2, 3))]);
      const source = new RediSearchSource({ executor: redis, index: name });
      expect(await source.fetch([`${name}:1`])).toMatchObject([{ vector: Float32Array.of(1, 2, 3) }]);
      expect((await source.describe()).warnings).toEqual([]);
    },
  );

  test("JSON documents are found by the index's paths", async () => {
    await redis.send(
      ["FT.CREATE", "j", "ON", "JSON", "PREFIX", "1", "j:", "SCHEMA", "$.vec", "AS", "vec"].concat(
        vectorField("FLOAT32"),
        [
          "$.meta.lang",
          "AS",
          "lang",
          "TAG",
          "$.tags[*]",
          "AS",
          "tags",
          "TAG",
          "$.price",
          "AS",
          "price",
          "NUMERIC",
        ],
      ),
    );
    const document = { vec: [1, 2, 3], meta: { lang: "en", by: "x" }, tags: ["a", "b"], price: 1.5 };
    await redis.send(["JSON.SET", "j:1", "$", JSON.stringify(document)]);
    const source = new RediSearchSource({ executor: redis, index: "j" });
    expect(await source.fetch(["j:1", "j:2"])).toEqual([
      {
        id: "j:1",
        vector: Float32Array.of(1, 2, 3),
        attributes: { lang: "en", tags: ["a", "b"], price: 1.5 },
        extra: expect.stringContaining('"by":"x"'),
      },
      null,
    ]);
    const [page] = await collect(source.pages({ pageSize: 1000 }));
    expect(page?.records.map(({ id }) => id)).toEqual(["j:1"]);
  });

  test("an index that is not there is told", async () => {
    const source = new RediSearchSource({ executor: redis, index: "nowhere" });
    await expect(source.describe()).rejects.toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });
});
