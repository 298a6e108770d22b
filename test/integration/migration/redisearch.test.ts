import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import type { Reply } from "../../../src/executor.js";
import { connect } from "../../../src/index.js";
import { RediSearchSource, type VectorComponentType } from "../../../src/migration/index.js";
import { RedisConnection } from "../../../src/migration/redisearch/redis-connection.js";
import { encodeVectorBlob } from "../../../src/migration/redisearch/vector-blob.js";
import { systemTiming } from "../../../src/migration/source/with-retries.js";
import { collect } from "../../helpers/collect.js";
import { type FtIndex, ftInfoReply, ftSearchReply } from "../../helpers/ft-replies.js";
import { codeOf } from "../../helpers/outcome.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";
import { withQueryEngine } from "../../helpers/with-query-engine.js";

/** The servers here have neither Query Engine nor JSON: their replies are written in the published formats. */
const atOnce = { ...systemTiming, delay: async () => undefined };

let prefix = "";
let redis: RedisConnection;
beforeEach(() => {
  prefix = `${uniquePrefix("ft")}:`;
  redis = new RedisConnection({ url: inject("redisUrl") }, systemTiming);
});
afterEach(() => redis.close());

const indexOver = (keyType: "HASH" | "JSON", more: Partial<FtIndex> = {}): FtIndex => ({
  name: "articles",
  keyType,
  prefixes: [prefix],
  fields: [
    { path: "vec", type: "VECTOR", vector: { type: "FLOAT32", dimension: 3, metric: "COSINE" } },
    { path: "lang", type: "TAG", flags: ["SORTABLE"] },
    { path: "year", as: "published", type: "NUMERIC" },
    { path: "title", type: "TEXT" },
    { path: "place", type: "GEO" },
  ],
  ...more,
});

/** The real server with this index on it. */
const serverWith = (
  index: FtIndex,
  port: Parameters<typeof withQueryEngine>[0] = redis,
  protocol: 2 | 3 = 2,
) =>
  withQueryEngine(port, ([name, asked]): Reply | OctavecError | undefined => {
    if (name === "FT.INFO") {
      return asked === index.name || asked === "alias"
        ? ftInfoReply(index, protocol)
        : new OctavecError("COMMAND_FAILED", "FT.INFO was refused: Unknown index name");
    }
    if (name === "FT.ALIASLIST") return ["alias"];
    return undefined;
  });

const blob = (numbers: readonly number[], type: VectorComponentType = "FLOAT32") =>
  encodeVectorBlob(type, Float32Array.from(numbers));

const write = (key: string, fields: Record<string, string | Buffer>) =>
  redis.send(["HSET", key, ...Object.entries(fields).flat()]);

const allOf = async (source: RediSearchSource, pageSize = 10) => {
  const pages = await collect(source.pages({ pageSize }));
  return {
    records: pages.flatMap(({ records }) => records).sort((a, b) => (a.id < b.id ? -1 : 1)),
    rejects: pages.flatMap(({ rejects }) => rejects),
    pages,
  };
};

describe("an index over hashes", () => {
  test.each([2, 3] as const)(
    "is read with its fields under their names, whatever the protocol (RESP%i)",
    async (protocol) => {
      const client = protocol === 3 ? await connect({ url: inject("redisUrl") }) : undefined;
      const executor = serverWith(indexOver("HASH", { count: 2 }), client?.executor ?? redis, protocol);
      await write(`${prefix}1`, {
        vec: blob([1, 2, 3]),
        lang: "en, de",
        year: "2024",
        title: "Hello",
        place: "13.4,52.5",
        body: "not in the index",
        thumbnail: Buffer.of(0xff, 0xfe, 0x80),
      });
      await write(`${prefix}2`, { vec: blob([0, 1, 0]), lang: "en", year: "soon" });
      await write(`other-${prefix}`, { vec: blob([0, 1, 0]) });
      const source = new RediSearchSource({ executor, index: "articles" });
      const { records, rejects } = await allOf(source);
      expect(rejects).toEqual([]);
      expect(records).toEqual([
        {
          id: `${prefix}1`,
          vector: Float32Array.of(1, 2, 3),
          attributes: { lang: ["en", "de"], published: 2024, title: "Hello", place: "13.4,52.5" },
          extra: '{"body":"not in the index"}',
        },
        {
          id: `${prefix}2`,
          vector: Float32Array.of(0, 1, 0),
          attributes: { lang: "en" },
          extra: '{"year":"soon"}',
        },
      ]);
      expect(await source.fetch([`${prefix}2`, "nothing", `${prefix}1`])).toEqual([
        records[1],
        null,
        records[0],
      ]);
      await client?.close();
    },
  );

  test("is described with metric, mapping and what will be otherwise", async () => {
    const index = indexOver("HASH", { count: 7, failures: 2, filter: "@year > 2000", indexing: 1 });
    index.fields.push({
      path: "other",
      type: "VECTOR",
      vector: { type: "FLOAT32", dimension: 9, metric: "L2" },
    });
    const source = new RediSearchSource({ executor: serverWith(index), index: "alias", vectorField: "vec" });
    const description = await source.describe();
    expect(description).toMatchObject({ count: 7, dimension: 3, metric: "cosine" });
    expect(description.name).toBe("redisearch articles (asked for as alias) over HASH");
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
    const executor = serverWith(indexOver("HASH", { fields }));
    const bytes = type === "FLOAT64" ? Buffer.from(Float64Array.from(numbers).buffer) : blob(numbers, type);
    await write(`${prefix}1`, { v: bytes });
    const { records } = await allOf(new RediSearchSource({ executor, index: "articles" }));
    expect(records).toEqual([{ id: `${prefix}1`, vector: Float32Array.from(numbers) }]);
  });

  test("every key comes over many pages, also keys that are pattern characters, and none of another type or prefix", async () => {
    const odd = `${prefix}[a-z]*?\\^:`;
    const vectors = seededVectors(237, 3);
    for (const [index, vector] of vectors.entries())
      await write(`${odd}${index}`, { vec: blob([...vector]) });
    await write(`${prefix}b`, { vec: blob([1, 1, 1]) });
    await redis.send(["SET", `${odd}text`, "no hash"]);
    const executor = serverWith(indexOver("HASH", { prefixes: [odd] }));
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

  test("several prefixes are walked at once and ids are whole keys, which a suffix could not tell apart", async () => {
    const prefixes = [`${prefix}a:`, `${prefix}b:`];
    for (const one of prefixes) await write(`${one}1`, { vec: blob([1, 2, 3]) });
    await write(`${prefix}c:1`, { vec: blob([1, 2, 3]) });
    const executor = serverWith(indexOver("HASH", { prefixes }));
    const { records } = await allOf(new RediSearchSource({ executor, index: "articles" }), 1000);
    expect(records.map(({ id }) => id)).toEqual(prefixes.map((one) => `${one}1`));
    const suffix = new RediSearchSource({ executor, index: "articles", id: "suffix" });
    expect(await codeOf(suffix.describe())).toBe("INVALID_ARGUMENT");
  });

  test("truncated, missing, wrong, zero and infinite vectors, and bytes that are no text, are rejects", async () => {
    await write(`${prefix}1`, { vec: blob([1, 2, 3]).subarray(0, 11) });
    await write(`${prefix}2`, { lang: "en" });
    await write(`${prefix}3`, { vec: blob([1, 2, 3, 4]) });
    await write(`${prefix}4`, { vec: blob([0, 0, 0]) });
    await write(`${prefix}5`, { vec: blob([1, Number.POSITIVE_INFINITY, Number.NaN]) });
    await write(`${prefix}6`, { vec: blob([1, 2, 3]), title: Buffer.of(0xff) });
    await redis.send(["HSET", Buffer.concat([Buffer.from(prefix), Buffer.of(0xff)]), "vec", blob([1, 2, 3])]);
    await write(`${prefix}8`, { vec: blob([1, 2, 3]) });
    const { records, rejects } = await allOf(
      new RediSearchSource({ executor: serverWith(indexOver("HASH")), index: "articles" }),
    );
    expect(records.map(({ id }) => id)).toEqual([`${prefix}8`]);
    expect(rejects.map(({ id, code }) => `${id?.slice(prefix.length)} ${code}`).sort()).toEqual([
      "1 INVALID_VECTOR",
      "2 INVALID_VECTOR",
      "3 DIMENSION_MISMATCH",
      "4 INVALID_VECTOR",
      "5 INVALID_VECTOR",
      "6 INVALID_ATTRIBUTES",
      "ÿ INVALID_ARGUMENT",
    ]);
  });

  test("a server that does not tell the dimension is asked for the first document's", async () => {
    const fields: FtIndex["fields"] = [{ path: "vec", type: "VECTOR" }];
    const executor = serverWith(indexOver("HASH", { fields }));
    const source = new RediSearchSource({ executor, index: "articles", vectorType: "FLOAT64" });
    expect(await codeOf(source.describe())).toBe("UNSUPPORTED_SOURCE");
    await write(`${prefix}1`, { vec: Buffer.from(Float64Array.of(1, 2, 3, 4).buffer) });
    expect(await source.describe()).toMatchObject({ dimension: 4, metric: "none" });
    expect((await source.describe()).warnings).toEqual([
      expect.stringContaining("FLOAT64"),
      expect.stringContaining("alias"),
    ]);
    expect((await allOf(source)).records).toMatchObject([{ vector: Float32Array.of(1, 2, 3, 4) }]);
  });

  test("a choice among vector fields is asked for, and one that is not there is told", async () => {
    const fields: FtIndex["fields"] = ["a", "b"].map((path) => ({
      path,
      type: "VECTOR",
      vector: { type: "FLOAT32", dimension: 2, metric: "IP" },
    }));
    const executor = serverWith(indexOver("HASH", { fields }));
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
    const none = serverWith(indexOver("HASH", { fields: [{ path: "t", type: "TEXT" }] }));
    expect(await codeOf(new RediSearchSource({ ...options, executor: none }).describe())).toBe(
      "UNSUPPORTED_SOURCE",
    );
  });

  test("an index that is not there, and a server without a Query Engine, are told apart", async () => {
    const missing = new RediSearchSource({ executor: serverWith(indexOver("HASH")), index: "nowhere" });
    expect(await codeOf(missing.describe())).toBe("SOURCE_NOT_FOUND");
    const source = new RediSearchSource({ url: inject("redisUrl"), index: "articles" });
    await expect(source.describe()).rejects.toMatchObject({
      code: "UNSUPPORTED_SOURCE",
      message: expect.stringContaining("Query Engine"),
    });
    await source.close();
  });
});

describe("an index over JSON", () => {
  const json = (documents: Record<string, unknown>) =>
    withQueryEngine(redis, (command): Reply | undefined => {
      const [name, key = "", ...paths] = command;
      if (name === "FT.INFO") {
        return ftInfoReply(
          indexOver("JSON", {
            fields: [
              {
                path: "$.vec",
                as: "vec",
                type: "VECTOR",
                vector: { type: "FLOAT32", dimension: 2, metric: "L2" },
              },
              { path: "$.meta.lang", as: "lang", type: "TAG" },
              { path: "$.tags[*]", as: "tags", type: "TAG" },
              { path: "$.price", as: "price", type: "NUMERIC" },
            ],
          }),
          2,
        );
      }
      if (name === "SCAN") return ["0", Object.keys(documents).map((one) => Buffer.from(one))];
      if (name === "JSON.GET") {
        const document = documents[key];
        return document === undefined
          ? null
          : typeof document === "string"
            ? document
            : finds(document, paths);
      }
      return undefined;
    });

  /** The few paths of the index above, as RedisJSON answers for several of them. */
  function finds(document: unknown, paths: readonly string[]): string {
    const at = (path: string): unknown[] => {
      if (path === "$") return [document];
      let places: unknown[] = [document];
      for (const step of path.slice(2).split(".")) {
        const [key = "", all] = step.split("[");
        places = places.flatMap((place) =>
          typeof place === "object" && place !== null && key in place ? [Reflect.get(place, key)] : [],
        );
        if (all !== undefined) places = places.flat();
      }
      return places;
    };
    return JSON.stringify(Object.fromEntries(paths.map((path) => [path, at(path)])));
  }

  test("is read by its paths, and what is no attribute stays as the rest of the document", async () => {
    const executor = json({
      [`${prefix}1`]: {
        vec: [1, 2],
        meta: { lang: "en", source: "web" },
        tags: ["a", "b"],
        price: 9.5,
        deep: { x: [null] },
      },
      [`${prefix}2`]: { vec: [3, 4], meta: { lang: "de" }, price: "cheap" },
      [`${prefix}3`]: { vec: [1, 2, 3] },
      [`${prefix}4`]: { meta: { lang: "de" } },
      [`${prefix}5`]: { vec: [[1, 2]] },
      [`${prefix}6`]: "{broken",
      [`${prefix}7`]: { vec: [1, "2"] },
    });
    const source = new RediSearchSource({ executor, index: "articles" });
    const { records, rejects } = await allOf(source);
    expect(records).toEqual([
      {
        id: `${prefix}1`,
        vector: Float32Array.of(1, 2),
        attributes: { lang: "en", tags: ["a", "b"], price: 9.5 },
        extra: JSON.stringify({ meta: { source: "web" }, tags: ["a", "b"], deep: { x: [null] } }),
      },
      {
        id: `${prefix}2`,
        vector: Float32Array.of(3, 4),
        attributes: { lang: "de" },
        extra: '{"price":"cheap"}',
      },
    ]);
    expect(rejects.map(({ id, code }) => `${id?.at(-1)} ${code}`)).toEqual([
      "3 DIMENSION_MISMATCH",
      "4 INVALID_VECTOR",
      "5 INVALID_VECTOR",
      "6 INVALID_ATTRIBUTES",
      "7 INVALID_VECTOR",
    ]);
    expect(await source.fetch(["gone", `${prefix}2`])).toEqual([null, records[1]]);
    expect(executor.asked.find(([name]) => name === "JSON.GET")).toEqual([
      "JSON.GET",
      `${prefix}1`,
      "$",
      "$.vec",
      "$.meta.lang",
      "$.tags[*]",
      "$.price",
    ]);
    expect(executor.asked.find(([name]) => name === "SCAN")?.slice(-2)).toEqual(["TYPE", "ReJSON-RL"]);
  });
});

describe("the index's own search", () => {
  test.each([2, 3] as const)(
    "is asked with a KNN query and answers ids and distances in order (RESP%i)",
    async (protocol) => {
      const queries: string[][] = [];
      const executor = withQueryEngine(redis, (command): Reply | undefined => {
        if (command[0] === "FT.INFO") return ftInfoReply(indexOver("HASH"), protocol);
        if (command[0] !== "FT.SEARCH") return undefined;
        queries.push([...command]);
        const rows = ["10", "2"].map((id, index) => ({
          key: `${prefix}${id}`,
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

describe("a server in trouble", () => {
  test("after a restart the walk begins anew, and every record comes", async () => {
    const own = await startedRedis("--appendonly", "yes");
    const connection = new RedisConnection({ url: own.url }, systemTiming);
    for (let index = 0; index < 120; index++) {
      await connection.send(["HSET", `${prefix}${index}`, "vec", blob([1, 2, index + 1])]);
    }
    const executor = serverWith(indexOver("HASH"), connection);
    const source = new RediSearchSource({ executor, index: "articles", id: "suffix" });
    const seen: string[] = [];
    let restarted = false;
    for await (const { records } of source.pages({ pageSize: 10 })) {
      seen.push(...records.map(({ id }) => id));
      if (!restarted && seen.length > 40) {
        restarted = true;
        await own.restart();
        executor.asked.length = 0;
      }
    }
    expect(new Set(seen).size).toBe(120);
    const cursors = executor.asked.filter(([name]) => name === "SCAN").map(([, cursor]) => cursor);
    expect(cursors[1]).toBe("0");
    await connection.close();
  });

  test("servers that change with every step end the walk with a clear error", async () => {
    let run = 0;
    const executor = withQueryEngine(redis, ([name]): Reply | undefined => {
      if (name === "FT.INFO") return ftInfoReply(indexOver("HASH"), 2);
      if (name === "SCAN") return ["7", [Buffer.from(`${prefix}1`)]];
      if (name === "INFO") return `run_id:${run++}\r\n`;
      return undefined;
    });
    const source = new RediSearchSource({ executor, index: "articles" });
    await write(`${prefix}1`, { vec: blob([1, 2, 3]) });
    const walk = source.pages({ pageSize: 5 });
    await walk.next();
    expect(await codeOf(collect(walk))).toBe("UNSUPPORTED_SOURCE");
  });

  test("nobody listening, a wrong password and silence are told with the address and without the password", async () => {
    const own = await startedRedis("--requirepass", "secret");
    const { host } = new URL(own.url);
    const open = (url: string, more: object = {}) =>
      new RedisConnection({ url, maxRetries: 1, ...more }, atOnce).send(["PING"]);
    const wrong: unknown = await open(`redis://:open-sesame@${host}`).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: "NOT_AUTHORIZED", message: expect.stringContaining(host) });
    expect(String(wrong)).not.toContain("open-sesame");
    expect(await codeOf(open(`redis://${host}`))).toBe("NOT_AUTHORIZED");
    await own.pause();
    expect(await codeOf(open(own.url, { timeoutMs: 50, maxRetries: 0 }))).toBe("TIMEOUT");
    await own.resume();
    await own.kill();
    await expect(open(`redis://:open-sesame@${host}`)).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("an abort rejects with its reason, and the connection serves again", async () => {
    const reason = new Error("enough");
    const executor = serverWith(indexOver("HASH"));
    const source = new RediSearchSource({ executor, index: "articles" });
    expect(await codeOf(source.describe({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    const stopping = new AbortController();
    const waiting = redis.send(["BLPOP", `${prefix}none`, "0"], { signal: stopping.signal });
    stopping.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(await redis.send(["PING"])).toBe("PONG");
  });
});

test("options are checked at construction", () => {
  const coded = expect.objectContaining({ code: "INVALID_OPTIONS" });
  expect(() => new RediSearchSource({ url: "http://host", index: "i" })).toThrow(coded);
  expect(() => new RediSearchSource({ url: "redis://h", index: "" })).toThrow(coded);
  const misspelt = { url: "redis://h", index: "i", vectorfield: "v" };
  expect(() => new RediSearchSource(misspelt)).toThrow(coded);
});
