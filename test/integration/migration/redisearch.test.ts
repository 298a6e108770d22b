import { describe, expect, inject, test } from "vitest";
import type { Reply } from "../../../src/executor.js";
import { connect } from "../../../src/index.js";
import { RediSearchSource } from "../../../src/migration/index.js";
import { collect } from "../../helpers/collect.js";
import { type FtIndex, ftInfoReply, ftSearchReply } from "../../helpers/ft-replies.js";
import { codeOf } from "../../helpers/outcome.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { withQueryEngine } from "../../helpers/with-query-engine.js";
import { allOf, blob, RediSearchStage } from "./redisearch-stage.js";

const stage = new RediSearchStage();

describe("an index over hashes", () => {
  test.each([2, 3] as const)("is read with the names of its fields in queries (RESP%i)", async (protocol) => {
    const client = protocol === 3 ? await connect({ url: inject("redisUrl") }) : undefined;
    const executor = stage.serverWith(
      stage.indexOver("HASH", { count: 2 }),
      client?.executor ?? stage.redis,
      protocol,
    );
    await stage.write(`${stage.prefix}1`, {
      vec: blob([1, 2, 3]),
      lang: "en, de",
      year: "2024",
      title: "Hello",
      place: "13.4,52.5",
      body: "not in the index",
      thumbnail: Buffer.of(0xff, 0xfe, 0x80),
    });
    await stage.write(`${stage.prefix}2`, { vec: blob([0, 1, 0]), lang: "en", year: "soon" });
    await stage.write(`other-${stage.prefix}`, { vec: blob([0, 1, 0]) });
    const source = new RediSearchSource({ executor, index: "articles" });
    const { records, rejects } = await allOf(source);
    expect(rejects).toEqual([]);
    expect(records).toEqual([
      {
        id: `${stage.prefix}1`,
        vector: Float32Array.of(1, 2, 3),
        attributes: { lang: ["en", "de"], published: 2024, title: "Hello", place: "13.4,52.5" },
        extra: '{"body":"not in the index"}',
      },
      {
        id: `${stage.prefix}2`,
        vector: Float32Array.of(0, 1, 0),
        attributes: { lang: "en" },
        extra: '{"year":"soon"}',
      },
    ]);
    expect(await source.fetch([`${stage.prefix}2`, "nothing", `${stage.prefix}1`])).toEqual([
      records[1],
      null,
      records[0],
    ]);
    await client?.close();
  });

  test("is described with metric, mapping and warnings", async () => {
    const index = stage.indexOver("HASH", { count: 7, failures: 2, filter: "@year > 2000", indexing: 1 });
    index.fields.push({
      path: "other",
      type: "VECTOR",
      vector: { type: "FLOAT32", dimension: 9, metric: "L2" },
    });
    const source = new RediSearchSource({
      executor: stage.serverWith(index),
      index: "alias",
      vectorField: "vec",
    });
    const description = await source.describe();
    expect(description).toMatchObject({ count: 7, dimension: 3, metric: "cosine" });
    expect(description.name).toBe("redisearch articles (by the alias alias) over HASH");
    expect(description.fields.map(({ field, kept }) => `${field} ${kept}`)).toEqual([
      "lang attribute",
      "published attribute",
      "title attribute",
      "place attribute",
      "other dropped",
    ]);
    expect(description.warnings).toEqual([
      expect.stringContaining("FILTER"),
      expect.stringContaining("2 documents"),
      expect.stringContaining("still being built"),
      expect.stringContaining('"alias"'),
    ]);
  });

  test.each([
    ["FLOAT16", [0.5, -2, 0.25]],
    ["BFLOAT16", [0.5, -2, 0.25]],
    ["FLOAT64", [0.1, -2, 1e-3]],
    ["INT8", [-128, 5, 127]],
    ["UINT8", [0, 5, 255]],
  ] as const)("vectors of type %s are read", async (type, numbers) => {
    const fields: FtIndex["fields"] = [
      { path: "v", as: "embedding", type: "VECTOR", vector: { type, dimension: 3, metric: "L2" } },
    ];
    const executor = stage.serverWith(stage.indexOver("HASH", { fields }));
    const bytes = type === "FLOAT64" ? Buffer.from(Float64Array.from(numbers).buffer) : blob(numbers, type);
    await stage.write(`${stage.prefix}1`, { v: bytes });
    const { records } = await allOf(new RediSearchSource({ executor, index: "articles" }));
    expect(records).toEqual([{ id: `${stage.prefix}1`, vector: Float32Array.from(numbers) }]);
  });

  test("every key comes in some page, even with pattern characters in the prefix, and none of another type or prefix", async () => {
    const odd = `${stage.prefix}[a-z]*?\\^:`;
    const vectors = seededVectors(237, 3);
    for (const [index, vector] of vectors.entries())
      await stage.write(`${odd}${index}`, { vec: blob([...vector]) });
    await stage.write(`${stage.prefix}b`, { vec: blob([1, 1, 1]) });
    await stage.redis.send(["SET", `${odd}text`, "no hash"]);
    const executor = stage.serverWith(stage.indexOver("HASH", { prefixes: [odd] }));
    const source = new RediSearchSource({ executor, index: "articles", id: "suffix" });
    const { records, pages } = await allOf(source, 20);
    expect(new Set(records.map(({ id }) => id))).toEqual(new Set(vectors.map((_, index) => String(index))));
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.slice(0, -1).every(({ records: some }) => some.length > 0)).toBe(true);
    expect(await source.fetch(["5", "x"])).toMatchObject([{ id: "5", vector: vectors[5] }, null]);
    const resumed = await collect(source.pages({ pageSize: 20, cursor: pages[1]?.cursor ?? "" }));
    const early = pages.slice(0, 2).flatMap(({ records: some }) => some.map(({ id }) => id));
    const late = resumed.flatMap(({ records: some }) => some.map(({ id }) => id));
    expect(new Set([...early, ...late]).size).toBe(237);
  });

  test("several prefixes are walked together, and id suffix is refused because ids could collide", async () => {
    const prefixes = [`${stage.prefix}a:`, `${stage.prefix}b:`];
    for (const one of prefixes) await stage.write(`${one}1`, { vec: blob([1, 2, 3]) });
    await stage.write(`${stage.prefix}c:1`, { vec: blob([1, 2, 3]) });
    const executor = stage.serverWith(stage.indexOver("HASH", { prefixes }));
    const { records } = await allOf(new RediSearchSource({ executor, index: "articles" }), 1000);
    expect(records.map(({ id }) => id)).toEqual(prefixes.map((one) => `${one}1`));
    const suffix = new RediSearchSource({ executor, index: "articles", id: "suffix" });
    expect(await codeOf(suffix.describe())).toBe("INVALID_ARGUMENT");
  });

  test("truncated, missing, wrong, zero and infinite vectors, and bytes that are not UTF-8, are rejected", async () => {
    await stage.write(`${stage.prefix}1`, { vec: blob([1, 2, 3]).subarray(0, 11) });
    await stage.write(`${stage.prefix}2`, { lang: "en" });
    await stage.write(`${stage.prefix}3`, { vec: blob([1, 2, 3, 4]) });
    await stage.write(`${stage.prefix}4`, { vec: blob([0, 0, 0]) });
    await stage.write(`${stage.prefix}5`, { vec: blob([1, Number.POSITIVE_INFINITY, Number.NaN]) });
    await stage.write(`${stage.prefix}6`, { vec: blob([1, 2, 3]), title: Buffer.of(0xff) });
    await stage.redis.send([
      "HSET",
      Buffer.concat([Buffer.from(stage.prefix), Buffer.of(0xff)]),
      "vec",
      blob([1, 2, 3]),
    ]);
    await stage.write(`${stage.prefix}8`, { vec: blob([1, 2, 3]) });
    const { records, rejects } = await allOf(
      new RediSearchSource({ executor: stage.serverWith(stage.indexOver("HASH")), index: "articles" }),
    );
    expect(records.map(({ id }) => id)).toEqual([`${stage.prefix}8`]);
    expect(rejects.map(({ id, code }) => `${id?.slice(stage.prefix.length)} ${code}`).sort()).toEqual([
      "1 INVALID_VECTOR",
      "2 INVALID_VECTOR",
      "3 DIMENSION_MISMATCH",
      "4 INVALID_VECTOR",
      "5 INVALID_VECTOR",
      "6 INVALID_ATTRIBUTES",
      "ÿ INVALID_ARGUMENT",
    ]);
  });

  test("if the server does not report the dimension, that of the first document is used", async () => {
    const fields: FtIndex["fields"] = [{ path: "vec", type: "VECTOR" }];
    const executor = stage.serverWith(stage.indexOver("HASH", { fields }));
    const source = new RediSearchSource({ executor, index: "articles", vectorType: "FLOAT64" });
    expect(await codeOf(source.describe())).toBe("UNSUPPORTED_SOURCE");
    await stage.write(`${stage.prefix}1`, { vec: Buffer.from(Float64Array.of(1, 2, 3, 4).buffer) });
    expect(await source.describe()).toMatchObject({ dimension: 4, metric: "none" });
    expect((await source.describe()).warnings).toEqual([
      expect.stringContaining("FLOAT64"),
      expect.stringContaining("alias"),
    ]);
    expect((await allOf(source)).records).toMatchObject([{ vector: Float32Array.of(1, 2, 3, 4) }]);
  });

  test("several vector fields need a choice, and a missing one is reported", async () => {
    const fields: FtIndex["fields"] = ["a", "b"].map((path) => ({
      path,
      type: "VECTOR",
      vector: { type: "FLOAT32", dimension: 2, metric: "IP" },
    }));
    const executor = stage.serverWith(stage.indexOver("HASH", { fields }));
    await expect(new RediSearchSource({ executor, index: "articles" }).describe()).rejects.toMatchObject({
      code: "UNSUPPORTED_SOURCE",
      message: expect.stringContaining('"a", "b"'),
    });
    const options = { executor, index: "articles" };
    expect(await codeOf(new RediSearchSource({ ...options, vectorField: "c" }).describe())).toBe(
      "INVALID_ARGUMENT",
    );
    expect(await new RediSearchSource({ ...options, vectorField: "b" }).describe()).toMatchObject({
      metric: "dot",
    });
    const none = stage.serverWith(stage.indexOver("HASH", { fields: [{ path: "t", type: "TEXT" }] }));
    expect(await codeOf(new RediSearchSource({ ...options, executor: none }).describe())).toBe(
      "UNSUPPORTED_SOURCE",
    );
  });

  test("a missing index and a server without a Query Engine have different codes", async () => {
    const missing = new RediSearchSource({
      executor: stage.serverWith(stage.indexOver("HASH")),
      index: "nowhere",
    });
    expect(await codeOf(missing.describe())).toBe("SOURCE_NOT_FOUND");
    const source = new RediSearchSource({ url: inject("redisUrl"), index: "articles" });
    await expect(source.describe()).rejects.toMatchObject({
      code: "UNSUPPORTED_SOURCE",
      message: expect.stringContaining("Query Engine"),
    });
    await source.close();
  });
});

describe("the index's own search", () => {
  test.each([2, 3] as const)(
    "sends a KNN query and returns ids and distances in order (RESP%i)",
    async (protocol) => {
      const queries: string[][] = [];
      const executor = withQueryEngine(stage.redis, (command): Reply | undefined => {
        if (command[0] === "FT.INFO") return ftInfoReply(stage.indexOver("HASH"), protocol);
        if (command[0] !== "FT.SEARCH") return undefined;
        queries.push([...command]);
        const rows = ["10", "2"].map((id, index) => ({
          key: `${stage.prefix}${id}`,
          name: "__octavec_score",
          value: String(0.25 * index),
        }));
        return ftSearchReply(rows, protocol);
      });
      const source = new RediSearchSource({ executor, index: "articles", id: "suffix" });
      const vector = Float32Array.of(1, 2, 3);
      expect(await source.search({ vector, limit: 5, filter: "@lang:{en}" })).toEqual([
        { id: "10", score: 0 },
        { id: "2", score: 0.25 },
      ]);
      await source.search({ vector, limit: 5 });
      expect(queries.map(([, index, query]) => `${index} ${query}`)).toEqual([
        "articles (@lang:{en})=>[KNN 5 @vec $octavec_vector AS __octavec_score]",
        "articles *=>[KNN 5 @vec $octavec_vector AS __octavec_score]",
      ]);
      expect(await codeOf(source.search({ vector, limit: 5, filter: { must: [] } }))).toBe(
        "INVALID_ARGUMENT",
      );
    },
  );
});

test("options are checked at construction", () => {
  const coded = expect.objectContaining({ code: "INVALID_OPTIONS" });
  expect(() => new RediSearchSource({ url: "http://host", index: "i" })).toThrow(coded);
  expect(() => new RediSearchSource({ url: "redis://h", index: "" })).toThrow(coded);
  const misspelt = { url: "redis://h", index: "i", vectorfield: "v" };
  expect(() => new RediSearchSource(misspelt)).toThrow(coded);
});
