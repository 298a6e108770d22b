import { describe, expect, inject, test } from "vitest";
import { DIMENSION, openStore, vectorOf } from "./versions.js";

// The cases are those of Mastra's own suites for deletions, updates and `deleteFilter`:
// https://github.com/mastra-ai/mastra/blob/main/stores/_test-utils/src/domains/vector/advanced-operations.ts
const indexName = "chunks";

/** A store with one vector for each of the metadata, under the ids "0", "1" … */
async function stored(metadata: Record<string, unknown>[]) {
  const store = await openStore(inject("redisUrl"));
  await store.createIndex({ indexName, dimension: DIMENSION });
  const ids = metadata.map((_, place) => String(place));
  await store.upsert({ indexName, vectors: metadata.map((_, place) => vectorOf(place)), metadata, ids });
  const all = async () => {
    const found = await store.query({ indexName, queryVector: vectorOf(0), topK: 100 });
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  };
  return { store, ids, all, left: async () => (await all()).map(({ id }) => id).join("") };
}

const TENANTS = [
  { tenant: "acme", env: "prod", version: 1 },
  { tenant: "acme", env: "dev", version: 1 },
  { tenant: "globex", env: "prod", version: 1 },
  { tenant: "acme", env: "prod", version: 2 },
];

describe("deletions", () => {
  test("a filter removes the records that it matches, and no other", async () => {
    const { store, left } = await stored(TENANTS);
    await store.deleteVectors({ indexName, filter: { tenant: "nobody" } });
    expect(await left()).toBe("0123");
    await store.deleteVectors({
      indexName,
      filter: { $and: [{ tenant: "acme" }, { version: 1 }, { env: "prod" }] },
    });
    expect(await left()).toBe("123");
    await store.deleteVectors({ indexName, filter: { $or: [{ env: "dev" }, { version: { $in: [2, 3] } }] } });
    expect(await left()).toBe("2");
  });

  test("ids remove their records, and ids that do not exist are no error", async () => {
    const { store, left } = await stored(TENANTS);
    await store.deleteVectors({ indexName, ids: ["0", "2", "none"] });
    expect(await left()).toBe("13");
    await store.deleteVector({ indexName, id: "1" });
    await store.deleteVector({ indexName, id: "none" });
    expect(await left()).toBe("3");
  });

  test("neither, both, none and everything are refused", async () => {
    const { store, left } = await stored(TENANTS);
    const remove = (params: object) => store.deleteVectors({ indexName, ...params });
    await expect(remove({ filter: {} })).rejects.toThrow(/empty filter/i);
    await expect(remove({ filter: { $and: [] } })).rejects.toThrow(/empty filter/i);
    await expect(remove({ ids: [] })).rejects.toThrow(/empty ids array/i);
    await expect(remove({ ids: ["0"], filter: { a: 1 } })).rejects.toThrow(/mutually exclusive/i);
    await expect(remove({})).rejects.toThrow(/Either filter or ids must be provided/i);
    await expect(remove({ filter: null })).rejects.toThrow(/Either filter or ids must be provided/i);
    await expect(remove({ where: { a: 1 } })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await left()).toBe("0123");
  });
});

describe("updates", () => {
  test("the vector, the metadata or both of one record are replaced", async () => {
    const { store, all } = await stored(TENANTS);
    await store.updateVector({ indexName, id: "3", update: { vector: vectorOf(0.1) } });
    const [, second] = await store.query({ indexName, queryVector: vectorOf(0), topK: 2 });
    expect(second).toMatchObject({ id: "3", metadata: TENANTS[3] });
    await store.updateVector({ indexName, id: "3", update: { metadata: { a: { b: 1 } } } });
    expect((await all())[3]?.metadata).toEqual({ a: { b: 1 } });
    expect(await store.query({ indexName, queryVector: vectorOf(0), filter: { "a.b": 1 } })).toHaveLength(1);
    await store.updateVector({ indexName, id: "3", update: { vector: vectorOf(-4), metadata: { c: 1 } } });
    const found = await store.query({ indexName, queryVector: vectorOf(-4), topK: 1 });
    expect(found).toMatchObject([{ id: "3", metadata: { c: 1 } }]);
  });

  test("a record that does not exist does not come to be", async () => {
    const { store, left } = await stored(TENANTS);
    for (const update of [
      { metadata: { a: 1 } },
      { vector: vectorOf(1) },
      { vector: vectorOf(1), metadata: {} },
    ])
      await store.updateVector({ indexName, id: "none", update });
    await store.updateVector({ indexName, filter: { tenant: "nobody" }, update: { metadata: { a: 1 } } });
    expect(await left()).toBe("0123");
  });

  test("vector and metadata of all records that match are replaced, and no other", async () => {
    const { store, all } = await stored(TENANTS);
    const filter = { $and: [{ tenant: "acme" }, { env: "prod" }] };
    const metadata = { tenant: "acme", env: "old" };
    await store.updateVector({ indexName, filter, update: { vector: vectorOf(-4), metadata } });
    expect((await all()).map((record) => record.metadata)).toEqual([
      metadata,
      TENANTS[1],
      TENANTS[2],
      metadata,
    ]);
    const nearest = await store.query({ indexName, queryVector: vectorOf(-4), topK: 2 });
    expect(nearest.map(({ id }) => id).sort()).toEqual(["0", "3"]);
  });

  test("neither, both and nothing to change are refused", async () => {
    const { store } = await stored(TENANTS);
    const change = (params: object) =>
      store.updateVector({ indexName, update: { metadata: { a: 1 } }, ...params } as never);
    await expect(change({ id: "0", filter: { a: 1 } })).rejects.toThrow(/mutually exclusive/i);
    await expect(change({})).rejects.toThrow(/Either id or filter must be provided/i);
    await expect(change({ filter: {} })).rejects.toThrow(/empty filter/i);
    await expect(change({ id: "0", update: {} })).rejects.toThrow("a vector, metadata or both");
    await expect(change({ id: "0", update: { text: "a" } })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });
});

describe("upsert with deleteFilter", () => {
  const OLD = [{ source: "1.pdf" }, { source: "1.pdf" }, { source: "2.pdf" }];
  const deleteFilter = { source: "1.pdf" };

  test("the chunks of a document are replaced, and those of others stay", async () => {
    const { store, all } = await stored(OLD);
    const metadata = [
      { source: "1.pdf", version: 2 },
      { source: "1.pdf", version: 2 },
    ];
    const ids = await store.upsert({
      ...{ indexName, metadata, deleteFilter },
      vectors: [vectorOf(5), vectorOf(6)],
      ids: ["0", "new"],
    });
    expect(ids).toEqual(["0", "new"]);
    const records = (await all()).map(({ id, metadata: { source, version } = {} }) => [id, source, version]);
    expect(records).toEqual([
      ["0", "1.pdf", 2],
      ["2", "2.pdf", undefined],
      ["new", "1.pdf", 2],
    ]);
  });

  test("if the new chunks cannot be stored, the old ones stay", async () => {
    const { store, left } = await stored(OLD);
    const metadata = [{ source: "1.pdf" }];
    await expect(store.upsert({ indexName, vectors: [[1]], metadata, deleteFilter })).rejects.toMatchObject({
      code: "DIMENSION_MISMATCH",
    });
    const vectors = [vectorOf(1)];
    await expect(store.upsert({ indexName, vectors, metadata, deleteFilter: {} })).rejects.toThrow(
      /empty filter/i,
    );
    const unknown = { source: { $like: "1%" } } as never;
    await expect(store.upsert({ indexName, vectors, metadata, deleteFilter: unknown })).rejects.toThrow(
      "$like",
    );
    expect(await left()).toBe("012");
  });
});

test("without a vector a query lists what matches, in the order of the ids, with vectors on request", async () => {
  const { store } = await stored(TENANTS);
  const query = { indexName, filter: { tenant: "acme" }, topK: 2 } as never;
  expect(await store.query(query)).toEqual([
    { id: "0", score: 0, metadata: TENANTS[0] },
    { id: "1", score: 0, metadata: TENANTS[1] },
  ]);
  const [first] = await store.query({ ...(query as object), includeVector: true } as never);
  expect(first?.vector).toHaveLength(DIMENSION);
});
