import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { OctavecVector } from "../../../../src/adapters/mastra/index.js";
import { openClient } from "../../../helpers/collection.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";
import { DIMENSION, extending, MASTRA_VERSIONS, openStore, vectorOf } from "./versions.js";

// The cases are those of Mastra's own suite for vector stores (`createVectorTestSuite`), which is not published as a package:
// https://github.com/mastra-ai/mastra/tree/main/stores/_test-utils/src/domains/vector
const indexName = "products";

async function openIndex() {
  const store = await openStore(inject("redisUrl"));
  await store.createIndex({ indexName, dimension: DIMENSION });
  return store;
}

for (const { name, Base } of MASTRA_VERSIONS) {
  describe(name, () => {
    let extended: ReturnType<typeof extending>;
    beforeAll(() => {
      extended = extending(Base);
    });
    afterAll(() => extended.end());

    test("the store is one of this version, with its id", async () => {
      const store = await openStore(inject("redisUrl"));
      expect(store).toBeInstanceOf(Base);
      expect(store.id).toBe("octavec");
      expect(store.indexSeparator).toBe("_");
    });

    test("an index is listed and described from its creation to its deletion", async () => {
      const store = await openStore(inject("redisUrl"));
      await store.createIndex({ indexName: "b", dimension: DIMENSION, metric: "cosine" });
      await store.createIndex({ indexName: "a", dimension: 4 });
      expect(await store.listIndexes()).toEqual(["a", "b"]);
      expect(await store.describeIndex({ indexName: "b" })).toEqual({
        dimension: DIMENSION,
        count: 0,
        metric: "cosine",
      });
      expect(await store.query({ indexName: "b", queryVector: vectorOf(1) })).toEqual([]);
      await store.deleteVectors({ indexName: "b", ids: ["none"] });
      await store.upsert({ indexName: "b", vectors: [vectorOf(1)] });
      await store.deleteIndex({ indexName: "b" });
      expect(await store.listIndexes()).toEqual(["a"]);
      await store.deleteIndex({ indexName: "b" });
      await store.createIndex({ indexName: "b", dimension: DIMENSION });
      expect((await store.describeIndex({ indexName: "b" })).count).toBe(0);
    });

    test("vectors are stored one by one, many at a time, under their ids, and without metadata", async () => {
      const store = await openIndex();
      const count = async () => (await store.describeIndex({ indexName })).count;
      const [id] = await store.upsert({ indexName, vectors: [vectorOf(1)], metadata: [{ type: "single" }] });
      expect(typeof id).toBe("string");
      expect(await count()).toBe(1);
      const ids = await store.upsert({ indexName, vectors: [vectorOf(2), vectorOf(3), vectorOf(4)] });
      expect(new Set([id, ...ids]).size).toBe(4);
      expect(await count()).toBe(4);
      const again = await store.upsert({
        indexName,
        vectors: [vectorOf(5)],
        metadata: [{ type: "updated" }],
        ids: [id!],
      });
      expect(again).toEqual([id]);
      expect(await count()).toBe(4);
      const [nearest] = await store.query({ indexName, queryVector: vectorOf(5), topK: 1 });
      expect(nearest).toMatchObject({ id, metadata: { type: "updated" } });
      expect(await store.query({ indexName, queryVector: vectorOf(2) })).toHaveLength(4);
    });

    test("a query gives the best first, as many as asked for, with a cosine as score", async () => {
      const store = await openIndex();
      const seeds = [1, 2, 3, 4, 5];
      await store.upsert({
        indexName,
        vectors: seeds.map((seed) => vectorOf(seed)),
        metadata: seeds.map((value) => ({ category: value < 3 ? "A" : "B", value })),
      });
      const all = await store.query({ indexName, queryVector: vectorOf(1), topK: 1_000 });
      expect(all.map(({ metadata }) => metadata?.value)).toEqual(seeds);
      expect(all[0]?.score).toBeCloseTo(1, 2);
      expect(all.map(({ score }) => score)).toEqual(all.map(({ score }) => score).sort((a, b) => b - a));
      expect(await store.query({ indexName, queryVector: vectorOf(2), topK: 3 })).toHaveLength(3);
      const filtered = await store.query({ indexName, queryVector: vectorOf(3), filter: { category: "A" } });
      expect(filtered.map(({ metadata }) => metadata?.value).sort()).toEqual([1, 2]);
      expect(
        await store.query({ indexName, queryVector: vectorOf(1), filter: { category: "none" } }),
      ).toEqual([]);
    });

    test("vectors come with the hits only if they are asked for", async () => {
      const store = await openIndex();
      await store.upsert({ indexName, vectors: [vectorOf(1), vectorOf(2)] });
      const query = { indexName, queryVector: vectorOf(1), topK: 1 };
      const [hit] = await store.query({ ...query, includeVector: true });
      expect(hit?.vector).toHaveLength(DIMENSION);
      for (const [place, component] of hit!.vector!.entries())
        expect(component).toBeCloseTo(vectorOf(1)[place]!, 1);
      const [plain] = await store.query(query);
      expect(plain).not.toHaveProperty("vector");
    });

    test("a thousand vectors are stored, searched with a large topK, and deleted by half", async () => {
      const store = await openIndex();
      const seeds = Array.from({ length: 1_000 }, (_, index) => index);
      const ids = await store.upsert({
        indexName,
        vectors: seeds.map((seed) => vectorOf(seed + 1)),
        metadata: seeds.map((index) => ({ batch: "large", index })),
      });
      expect(ids).toHaveLength(1_000);
      expect(await store.query({ indexName, queryVector: vectorOf(500), topK: 500 })).toHaveLength(500);
      await store.deleteVectors({ indexName, filter: { batch: "large", index: { $lt: 500 } } });
      expect((await store.describeIndex({ indexName })).count).toBe(500);
    });

    test("calls may run at the same time", async () => {
      const store = await openIndex();
      const upserts = Array.from({ length: 10 }, (_, batch) =>
        store.upsert({ indexName, vectors: [vectorOf(batch * 100 + 1)], metadata: [{ batch }] }),
      );
      expect((await Promise.all(upserts)).flat()).toHaveLength(10);
      const mixed = await Promise.all([
        store.upsert({ indexName, vectors: [vectorOf(3)] }),
        store.query({ indexName, queryVector: vectorOf(1) }),
        store.query({ indexName, queryVector: vectorOf(101) }),
      ]);
      expect(mixed[1]).toHaveLength(10);
      expect((await store.describeIndex({ indexName })).count).toBe(11);
    });
  });
}

test("every call for an index that does not exist is refused, and deleting it is not", async () => {
  const store = await openStore(inject("redisUrl"));
  const code = { code: "INVALID_ARGUMENT", details: { indexName } };
  const filter = { a: 1 };
  await expect(store.query({ indexName, queryVector: vectorOf(1) })).rejects.toMatchObject(code);
  await expect(store.upsert({ indexName, vectors: [vectorOf(1)] })).rejects.toMatchObject(code);
  await expect(store.describeIndex({ indexName })).rejects.toMatchObject(code);
  await expect(store.deleteVectors({ indexName, filter })).rejects.toMatchObject(code);
  await expect(store.deleteVector({ indexName, id: "1" })).rejects.toMatchObject(code);
  await expect(store.updateVector({ indexName, id: "1", update: { metadata: {} } })).rejects.toMatchObject(
    code,
  );
  await store.deleteIndex({ indexName });
});

test("createIndex refuses other metrics, dimensions and names that no collection has, and another dimension", async () => {
  const store = await openStore(inject("redisUrl"));
  for (const metric of ["euclidean", "dotproduct", "manhattan"] as const) {
    const given = { indexName, dimension: 4, metric: metric as "euclidean" };
    await expect(store.createIndex(given)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  }
  for (const dimension of [-100, 0, 1.5]) {
    await expect(store.createIndex({ indexName, dimension })).rejects.toMatchObject({
      code: "INVALID_OPTIONS",
    });
  }
  await expect(store.createIndex({ indexName: "a b", dimension: 4 })).rejects.toMatchObject({
    code: "INVALID_OPTIONS",
  });
  expect(await store.listIndexes()).toEqual([]);
  await store.createIndex({ indexName, dimension: 4 });
  await store.createIndex({ indexName, dimension: 4 });
  await expect(store.createIndex({ indexName, dimension: 8 })).rejects.toMatchObject({
    code: "COLLECTION_MISMATCH",
    details: { expected: 8, actual: 4 },
  });
});

test("lists of other lengths, vectors that are none, and numbers of hits that are none are refused", async () => {
  const store = await openIndex();
  const [one, two] = [vectorOf(1), vectorOf(2)];
  const upsert = (params: object) =>
    store.upsert({ indexName, ...params } as Parameters<typeof store.upsert>[0]);
  const refused: [object, string][] = [
    [{ vectors: [] }, "INVALID_ARGUMENT"],
    [{ vectors: "text" }, "INVALID_ARGUMENT"],
    [{ vectors: [one, two], metadata: [{ a: 1 }] }, "INVALID_ARGUMENT"],
    [{ vectors: [one, two], ids: ["1", "2", "3"] }, "INVALID_ARGUMENT"],
    [{ vectors: [one], sparseVectors: [{ indices: [1], values: [1] }] }, "INVALID_ARGUMENT"],
    [{ vectors: ["text"] }, "INVALID_VECTOR"],
    [{ vectors: [[]] }, "DIMENSION_MISMATCH"],
    [{ vectors: [one.slice(1)] }, "DIMENSION_MISMATCH"],
    [{ vectors: [one.map(() => Number.NaN)] }, "INVALID_VECTOR"],
    [{ vectors: [one.map(() => Number.POSITIVE_INFINITY)] }, "INVALID_VECTOR"],
    [{ vectors: [one.map(() => 0)] }, "INVALID_VECTOR"],
    [{ vectors: [one.with(1, null as never)] }, "INVALID_VECTOR"],
    [{ vectors: [one], metadata: ["text"] }, "INVALID_ATTRIBUTES"],
    [{ vectors: [one], metadata: [{ size: () => 1 }] }, "INVALID_ATTRIBUTES"],
    [{ vectors: [one], metadata: [{ size: Symbol("1") }] }, "INVALID_ATTRIBUTES"],
  ];
  for (const [params, code] of refused) await expect(upsert(params)).rejects.toMatchObject({ code });
  const self: Record<string, unknown> = { name: "test" };
  self.self = self;
  await expect(upsert({ vectors: [one], metadata: [self] })).rejects.toMatchObject({
    code: "INVALID_ATTRIBUTES",
  });
  expect((await store.describeIndex({ indexName })).count).toBe(0);
  for (const topK of [-5, 0, 5.5, 10_001]) {
    await expect(store.query({ indexName, queryVector: one, topK })).rejects.toThrow("topK");
  }
  await expect(store.query({ indexName, queryVector: one.slice(1) })).rejects.toMatchObject({
    code: "DIMENSION_MISMATCH",
  });
  await expect(store.query({ indexName } as never)).rejects.toThrow("a queryVector, a filter or both");
});

test("an index that another process deleted and made anew is not taken for the old one", async () => {
  const client = await openClient(inject("redisUrl"));
  const namespace = uniquePrefix("mastra");
  const [here, there] = [1, 2].map(() => new OctavecVector({ id: "octavec", client, namespace }));
  await here!.createIndex({ indexName, dimension: DIMENSION });
  await here!.upsert({ indexName, vectors: [vectorOf(1)] });
  await there!.deleteIndex({ indexName });
  await there!.createIndex({ indexName, dimension: 4 });
  await here!.upsert({ indexName, vectors: [[1, 2, 3, 4]] });
  expect(await there!.describeIndex({ indexName })).toMatchObject({ dimension: 4, count: 1 });
  await here!.deleteIndex({ indexName });
});

test("options of the store that no store or collection has are refused", async () => {
  const client = await openClient(inject("redisUrl"));
  const made = (options: object) => () => new OctavecVector(options as never);
  const valid = { id: "octavec", client, namespace: "shop" };
  expect(made({ ...valid, url: "redis://localhost" })).toThrow("url");
  expect(made({ ...valid, client: undefined })).toThrow("client");
  expect(made({ ...valid, namespace: "a b" })).toThrow("namespace");
  expect(made({ ...valid, index: { quantization: "q4" } })).toThrow("quantization");
});
