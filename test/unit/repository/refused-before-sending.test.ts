import { describe, expect, test } from "vitest";
import { z } from "zod";
import { f, type SearchQuery, type VectorRecord, VectorRepository } from "../../../src/index.js";
import { ScriptedExecutor } from "../../helpers/scripted-executor.js";

const place = { namespace: "shop", collection: "articles", dimension: 2 };
const good = { id: "a", vector: [1, 2] };

/** Lets a test pass what only a caller without type checks can pass. */
const untyped = <T>(value: unknown) => value as T;

async function expectRefused(code: string, call: (docs: VectorRepository) => Promise<unknown>, options = {}) {
  const executor = new ScriptedExecutor();
  await expect(call(new VectorRepository(executor, { ...place, ...options }))).rejects.toMatchObject({
    code,
  });
  expect(executor.sent).toEqual([]);
}

const cyclic: Record<string, unknown> = {};
cyclic.self = [cyclic];

const invalidRecords: [string, string, unknown][] = [
  ["no object", "INVALID_ARGUMENT", null],
  ["a string", "INVALID_ARGUMENT", "a"],
  ["without an id", "INVALID_ARGUMENT", { vector: [1, 2] }],
  ["with a number as id", "INVALID_ARGUMENT", { ...good, id: 7 }],
  ["with a lone surrogate in its id", "INVALID_ARGUMENT", { ...good, id: "\ud800" }],
  ["with an id of 65,537 bytes", "INVALID_ARGUMENT", { ...good, id: "x".repeat(65_537) }],
  ["without a vector", "INVALID_VECTOR", { id: "a" }],
  ["with NaN", "INVALID_VECTOR", { id: "a", vector: [1, Number.NaN] }],
  ["with a zero vector", "INVALID_VECTOR", { id: "a", vector: [0, 0] }],
  ["with a vector of another dimension", "DIMENSION_MISMATCH", { id: "a", vector: [1, 2, 3] }],
  ["with null as attributes", "INVALID_ATTRIBUTES", { ...good, attributes: null }],
  ["with an array as attributes", "INVALID_ATTRIBUTES", { ...good, attributes: [1] }],
  ["with text as attributes", "INVALID_ATTRIBUTES", { ...good, attributes: "{}" }],
  ["with a cycle in its attributes", "INVALID_ATTRIBUTES", { ...good, attributes: cyclic }],
  [
    "with NaN in its attributes",
    "INVALID_ATTRIBUTES",
    { ...good, attributes: { deep: [{ x: Number.NaN }] } },
  ],
  ["with a BigInt in its attributes", "INVALID_ATTRIBUTES", { ...good, attributes: { x: 1n } }],
  ["with the reserved attribute", "INVALID_ATTRIBUTES", { ...good, attributes: { a: 1, _expiresAtMs: 1 } }],
  ...[0, -1, 1.5, Number.NaN, 315_576_000_001, "1", 1n].map((ttlMs): [string, string, unknown] => [
    `with ttlMs ${String(ttlMs)}`,
    "INVALID_ARGUMENT",
    { ...good, ttlMs },
  ]),
  ...[-1, 1.5, 8_640_000_000_000_000, new Date(), null].map((expiresAtMs): [string, string, unknown] => [
    `with expiresAtMs ${String(expiresAtMs)}`,
    "INVALID_ARGUMENT",
    { ...good, expiresAtMs },
  ]),
];

describe("an invalid record", () => {
  test.each(invalidRecords)("%s: %s, from upsert and from upsertMany", async (_, code, record) => {
    await expectRefused(code, (docs) => docs.upsert(untyped<VectorRecord>(record)));
    await expectRefused(code, (docs) => docs.upsertMany([good, untyped<VectorRecord>(record), good]));
  });

  test("that does not fit the collection's schema", async () => {
    const attributes = z.object({ lang: z.string(), year: z.number().optional() });
    const record = untyped<VectorRecord>({ ...good, attributes: { lang: 7 } });
    await expectRefused("INVALID_ATTRIBUTES", (docs) => docs.upsert(record), { attributes });
    await expectRefused("INVALID_ATTRIBUTES", (docs) => docs.setAttributes("a", { year: "x" }), {
      attributes,
    });
  });

  test("whose schema is asynchronous", async () => {
    const attributes = z.object({}).refine(async () => true);
    await expectRefused("INVALID_ATTRIBUTES", (docs) => docs.upsert({ ...good, attributes: {} }), {
      attributes,
    });
  });
});

describe("an invalid query", () => {
  test.each<[string, string, unknown]>([
    ["no object", "INVALID_ARGUMENT", undefined],
    ["neither vector nor id", "INVALID_ARGUMENT", {}],
    ["both vector and id", "INVALID_ARGUMENT", { vector: [1, 2], id: "a" }],
    ["a number as id", "INVALID_ARGUMENT", { id: 5 }],
    ["limit 0", "INVALID_ARGUMENT", { id: "a", limit: 0 }],
    ["limit -1", "INVALID_ARGUMENT", { id: "a", limit: -1 }],
    ["limit 1.5", "INVALID_ARGUMENT", { id: "a", limit: 1.5 }],
    ["limit 10⁹", "INVALID_ARGUMENT", { id: "a", limit: 1e9 }],
    ["limit as text", "INVALID_ARGUMENT", { id: "a", limit: "10" }],
    ["ef 0", "INVALID_ARGUMENT", { id: "a", ef: 0 }],
    ["ef 1,000,001", "INVALID_ARGUMENT", { id: "a", ef: 1_000_001 }],
    ["minSimilarity 1.1", "INVALID_ARGUMENT", { id: "a", minSimilarity: 1.1 }],
    ["minSimilarity NaN", "INVALID_ARGUMENT", { id: "a", minSimilarity: Number.NaN }],
    ["timeoutMs 0", "INVALID_ARGUMENT", { id: "a", timeoutMs: 0 }],
    ["timeoutMs Infinity", "INVALID_ARGUMENT", { id: "a", timeoutMs: Number.POSITIVE_INFINITY }],
    ["a signal that is no AbortSignal", "INVALID_ARGUMENT", { id: "a", signal: {} }],
    ["an unknown field", "INVALID_ARGUMENT", { id: "a", topK: 5 }],
    ["a field named like a method of objects", "INVALID_ARGUMENT", { id: "a", hasOwnProperty: 1 }],
    ["a field named constructor", "INVALID_ARGUMENT", { id: "a", constructor: 1 }],
    ["NaN in the vector", "INVALID_VECTOR", { vector: [1, Number.NaN] }],
    ["a vector of another dimension", "DIMENSION_MISMATCH", { vector: [1] }],
    ["examples that are no array", "INVALID_ARGUMENT", { examples: { id: "a" } }],
    ["no examples", "INVALID_ARGUMENT", { examples: [] }],
    ["an example that is null", "INVALID_ARGUMENT", { examples: [null] }],
    ["an example without vector and id", "INVALID_ARGUMENT", { examples: [{ weight: 1 }] }],
    ["an example with a misspelt field", "INVALID_ARGUMENT", { examples: [{ id: "a", wieght: 1 }] }],
    ["an example with a weight of 0", "INVALID_ARGUMENT", { examples: [{ id: "a", weight: 0 }] }],
    ["an example with a weight of NaN", "INVALID_ARGUMENT", { examples: [{ id: "a", weight: Number.NaN }] }],
    ["an example of another dimension", "DIMENSION_MISMATCH", { examples: [{ vector: [1] }] }],
    ["examples beside a vector", "INVALID_ARGUMENT", { examples: [{ id: "a" }], vector: [1, 2] }],
    ["examples with a limit of 0", "INVALID_ARGUMENT", { examples: [{ id: "a" }], limit: 0 }],
    ["examples with text as filter", "INVALID_FILTER", { examples: [{ id: "a" }], filter: "n" }],
    ["a diversity of 2", "INVALID_ARGUMENT", { id: "a", diversity: 2 }],
    ["a diversity that is text", "INVALID_ARGUMENT", { id: "a", diversity: "much" }],
    ["a limit of 101 with diversity", "INVALID_ARGUMENT", { id: "a", diversity: 0.5, limit: 101 }],
    ["text as filter", "INVALID_FILTER", { id: "a", filter: '.lang == "en"' }],
    ["null as filter", "INVALID_FILTER", { id: "a", filter: null }],
    ["a filter field with an invalid name", "INVALID_FILTER", { id: "a", filter: f.eq("a b", 1) }],
    ["a filter value that is not finite", "INVALID_FILTER", { id: "a", filter: f.gt("a", Number.NaN) }],
  ])("%s: %s, from search and from searchMany", async (_, code, query) => {
    const asked = untyped<SearchQuery>(query);
    await expectRefused(code, (docs) => docs.search(asked));
    await expectRefused(code, (docs) => docs.searchMany([{ id: "fine" }, asked]));
  });

  test.each([{ concurrency: 0 }, { concurrency: 65 }, { onFailure: "ignore" }, { concurency: 4 }, null])(
    "searchMany with %j as options is an INVALID_ARGUMENT",
    async (options) => {
      await expectRefused("INVALID_ARGUMENT", (docs) => docs.searchMany([{ id: "a" }], untyped(options)));
    },
  );

  test("searchMany refuses anything but an array, and an array with holes", async () => {
    await expectRefused("INVALID_ARGUMENT", (docs) => docs.searchMany(untyped<SearchQuery[]>({ id: "a" })));
    await expectRefused("INVALID_ARGUMENT", (docs) => docs.searchMany(new Array(2)));
  });
});

describe("an invalid argument of touch", () => {
  test.each([
    ["a TTL of 0", "a", { ttlMs: 0 }],
    ["a TTL of more than ten years", "a", { ttlMs: 315_576_000_001 }],
    ["a TTL that is text", "a", { ttlMs: "1" }],
    ["no TTL at all", "a", {}],
    ["an unknown field", "a", { ttlMs: 1, ttl: 1 }],
    ["null as options", "a", null],
    ["an id that is a number", 7, { ttlMs: 1 }],
    ["ids of which one is null", ["a", null], { ttlMs: 1 }],
  ])("%s", async (_, ids, options) => {
    await expectRefused("INVALID_ARGUMENT", (docs) => docs.touch(untyped<string>(ids), untyped(options)));
  });

  test("an attribute of the reserved name, from every call that changes attributes", async () => {
    const attributes = { _expiresAtMs: 5 };
    await expectRefused("INVALID_ATTRIBUTES", (docs) => docs.setAttributes("a", attributes));
  });
});

describe("an invalid argument of another call", () => {
  test.each<[string, (docs: VectorRepository) => Promise<unknown>]>([
    ["get of a number", (docs) => docs.get(untyped<string>(7))],
    ["has of a lone surrogate", (docs) => docs.has("\udc00")],
    ["delete of null", (docs) => docs.delete(untyped<string>(null))],
    ["delete of a list with a number", (docs) => docs.delete(["a", untyped<string>(7)])],
    ["delete of a list with a hole", (docs) => docs.delete(new Array(2))],
    ["setAttributes of a number", (docs) => docs.setAttributes(untyped<string>(7), {})],
    ["upsertMany of text", (docs) => docs.upsertMany(untyped<VectorRecord[]>("abc"))],
    ["upsertMany of an object", (docs) => docs.upsertMany(untyped<VectorRecord[]>({ length: 1 }))],
    ["get with a misspelt option", (docs) => docs.get("a", untyped({ timeout: 5 }))],
    ["has with timeoutMs NaN", (docs) => docs.has("a", { timeoutMs: Number.NaN })],
    ["count with null as options", (docs) => docs.count(untyped(null))],
    ["info with timeoutMs 2³¹", (docs) => docs.info({ timeoutMs: 2 ** 31 })],
    ["upsert with a signal that is no AbortSignal", (docs) => docs.upsert(good, untyped({ signal: true }))],
    [
      "delete with a misspelt option",
      (docs) => docs.delete("a", untyped({ abortSignal: undefined, foo: 1 })),
    ],
    ["clear with an onProgress that is no function", (docs) => docs.clear(untyped({ onProgress: true }))],
    ["updateAttributes of a number as id", (docs) => docs.updateAttributes(untyped<string>(7), {})],
    ["updateAttributes with text as patch", (docs) => docs.updateAttributes("a", untyped("text"))],
    ["updateAttributes with null as patch", (docs) => docs.updateAttributes("a", untyped(null))],
    ["updateAttributes with an array as patch", (docs) => docs.updateAttributes("a", untyped([1]))],
    [
      "updateAttributes with an unknown mode",
      (docs) => docs.updateAttributes("a", {}, untyped({ mode: "add" })),
    ],
    ["updateVector of a lone surrogate", (docs) => docs.updateVector("\ud800", [1, 2])],
    [
      "updateVector with a misspelt option",
      (docs) => docs.updateVector("a", [1, 2], untyped({ timeout: 1 })),
    ],
    ["find with a limit of 0", (docs) => docs.find({ limit: 0 })],
    ["find with a limit of 10,001", (docs) => docs.find({ limit: 10_001 })],
    ["find with a number as after", (docs) => docs.find(untyped({ after: 7 }))],
    ["find with a lone surrogate as after", (docs) => docs.find({ after: "\ud800" })],
    ["find with null as options", (docs) => docs.find(untyped(null))],
    ["find with a vector", (docs) => docs.find(untyped({ vector: [1, 2] }))],
    ["scan with a batchSize of 1,001", async (docs) => docs.scan({ batchSize: 1_001 })],
    ["scan with a misspelt option", async (docs) => docs.scan(untyped({ includeVector: true }))],
    ["scan with an id that is too long", async (docs) => docs.scan({ after: "x".repeat(65_537) })],
    ["countWhere with a misspelt option", (docs) => docs.countWhere(f.exists("n"), untyped({ limit: 1 }))],
    ["deleteWhere with a batchSize of 0", (docs) => docs.deleteWhere(f.exists("n"), { batchSize: 0 })],
    ["deleteWhere with a limit", (docs) => docs.deleteWhere(f.exists("n"), untyped({ limit: 5 }))],
    ["updateWhere with a number as patch", (docs) => docs.updateWhere(f.exists("n"), untyped(7))],
    [
      "updateWhere with a number as onProgress",
      (docs) => docs.updateWhere(f.exists("n"), {}, untyped({ onProgress: 7 })),
    ],
    ["drop with a misspelt option", (docs) => docs.drop(untyped({ progress: () => {} }))],
  ])("%s is an INVALID_ARGUMENT", async (_, call) => {
    await expectRefused("INVALID_ARGUMENT", call);
  });

  test.each<[string, (docs: VectorRepository) => Promise<unknown>]>([
    ["deleteWhere without a filter", (docs) => docs.deleteWhere(untyped(undefined))],
    ["updateWhere with text as filter", (docs) => docs.updateWhere(untyped(".n == 1"), { n: 1 })],
    ["countWhere with null as filter", (docs) => docs.countWhere(untyped(null))],
    ["scan with an invalid field name", async (docs) => docs.scan({ filter: f.eq("a b", 1) })],
    ["find with text as filter", (docs) => docs.find(untyped({ filter: "n" }))],
  ])("%s is an INVALID_FILTER", async (_, call) => {
    await expectRefused("INVALID_FILTER", call);
  });

  test.each([
    [{ batchSize: 0 }],
    [{ batchSize: 1_001 }],
    [{ maxBatchBytes: 10 }],
    [{ concurrency: 65 }],
    [{ onInvalid: "ignore" }],
    [{ batchsize: 10 }],
    [{ onProgress: "yes" }],
  ])("upsertMany with %j is an INVALID_OPTIONS", async (options) => {
    await expectRefused("INVALID_OPTIONS", (docs) => docs.upsertMany([good], untyped(options)));
  });
});

test("the message of a refusal contains no vector value and no attribute", async () => {
  const executor = new ScriptedExecutor();
  const docs = new VectorRepository(executor, place);
  const record = { id: "a", vector: [123.456, Number.NaN], attributes: { secret: "hush" } };
  await expect(docs.upsert(record)).rejects.not.toThrow(/123|hush/);
  await expect(docs.upsert({ ...good, attributes: { secret: { x: 77n } } })).rejects.not.toThrow(/77|hush/);
});
