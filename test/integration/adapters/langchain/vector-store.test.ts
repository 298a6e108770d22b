import { CacheBackedEmbeddings } from "@langchain/classic/embeddings/cache_backed";
import { Document } from "@langchain/core/documents";
import { expect, inject, test } from "vitest";
import { z } from "zod";
import {
  OctavecByteStore,
  OctavecEmbeddings,
  OctavecVectorStore,
  type OctavecVectorStoreConfig,
} from "../../../../src/adapters/langchain/index.js";
import { createTestEmbedder } from "../../../../src/embedding/index.js";
import { f } from "../../../../src/index.js";
import { countingEmbedder } from "../../../helpers/cache.js";
import { openClient, openCollection } from "../../../helpers/collection.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

const DIMENSION = 128;
const embeddings = new OctavecEmbeddings({ embedder: createTestEmbedder({ dimension: DIMENSION }) });
const DOCUMENTS = [
  new Document({ pageContent: "tea is grown in the hills", metadata: { lang: "en", year: 2020 } }),
  new Document({ pageContent: "tea is grown in the valleys", metadata: { lang: "en", year: 2021 } }),
  new Document({ pageContent: "coffee is grown in the hills", metadata: { lang: "is", year: 2022 } }),
  new Document({ pageContent: "trains run on time", metadata: { lang: "en", year: 2023, loc: { line: 7 } } }),
];
const textsOf = (documents: readonly { pageContent: string }[]) =>
  documents.map(({ pageContent }) => pageContent);

async function openConfig(more: object = {}) {
  const opened = await openCollection(inject("redisUrl"), { dimension: DIMENSION, ...more });
  return { ...opened, config: { repository: opened.docs } satisfies OctavecVectorStoreConfig };
}

test("documents are stored with their metadata and come back by similarity, with scores that are cosines", async () => {
  const { config, docs } = await openConfig();
  const store = await OctavecVectorStore.fromDocuments(DOCUMENTS, embeddings, config);
  const found = await store.similaritySearchWithScore("trains run on time", 2);
  expect(found[0]?.[0]).toMatchObject({
    id: expect.any(String),
    pageContent: "trains run on time",
    metadata: { lang: "en", year: 2023, loc: { line: 7 } },
  });
  expect(found[0]?.[0]).toBeInstanceOf(Document);
  expect(found[0]?.[1]).toBeCloseTo(1, 2);
  expect(found[1]?.[1]).toBeLessThan(0.9);
  expect(await docs.count()).toBe(4);
});

test("texts take one metadata each, or one for all", async () => {
  const { config } = await openConfig();
  const texts = textsOf(DOCUMENTS.slice(0, 2));
  const each = await OctavecVectorStore.fromTexts(texts, [{ n: 1 }, { n: 2 }], embeddings, config);
  expect((await each.similaritySearch(texts[1]!, 1))[0]?.metadata).toEqual({ n: 2 });
  const all = await OctavecVectorStore.fromTexts(["sunrise"], { n: 3 }, embeddings, config);
  expect((await all.similaritySearch("sunrise", 1))[0]?.metadata).toEqual({ n: 3 });
});

test("a document with a known id is replaced; ids are deleted, and so is what a filter matches", async () => {
  const { config, docs } = await openConfig();
  const store = new OctavecVectorStore(embeddings, config);
  expect(await store.addDocuments(DOCUMENTS, { ids: ["a", "b", "c", "d"] })).toEqual(["a", "b", "c", "d"]);
  const named = new Document({ id: "a", pageContent: "tea is sold", metadata: { year: 2024 } });
  expect(await store.addDocuments([named])).toEqual(["a"]);
  expect(await docs.get("a")).toMatchObject({ attributes: { text: "tea is sold", year: 2024 } });
  await store.delete({ ids: ["b", "never"] });
  await store.delete({ filter: f.gte("year", 2023) });
  const left = [];
  for await (const { id } of docs.scan()) left.push(id);
  expect(left).toEqual(["c"]);
  for (const params of [{}, { ids: ["c"], filter: f.eq("year", 1) }]) {
    await expect(store.delete(params)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  }
  await expect(store.delete({ deleteAll: true } as never)).rejects.toThrow("deleteAll");
  expect(await docs.count()).toBe(1);
});

test("a retriever finds by similarity and with a filter, also in a collection with a schema", async () => {
  const schema = z.object({ text: z.string(), lang: z.string(), year: z.number() });
  const { config } = await openConfig({ attributes: schema });
  const store = await OctavecVectorStore.fromDocuments(DOCUMENTS.slice(0, 3), embeddings, config);
  const plain = store.asRetriever({ k: 1 });
  expect(textsOf(await plain.invoke("tea is grown in the valleys"))).toEqual(["tea is grown in the valleys"]);
  const icelandic = store.asRetriever({ k: 3, filter: f.eq("lang", "is") });
  expect(textsOf(await icelandic.invoke("tea is grown in the hills"))).toEqual([
    "coffee is grown in the hills",
  ]);
  const wrong = store.asRetriever({ filter: f.eq("language", "is") });
  await expect(wrong.invoke("tea")).rejects.toMatchObject({ code: "INVALID_FILTER" });
});

test("a retriever with mmr chooses different documents, and with lambda 1 the nearest", async () => {
  const { config } = await openConfig();
  const copies = Array.from({ length: 5 }, (_, n) => `tea is grown in the green hills ${n}`);
  const texts = [...copies, "tea is sold at the harbour"];
  const store = await OctavecVectorStore.fromTexts(texts, {}, embeddings, config);
  const query = "tea is grown in the green hills";
  const retrieve = async (lambda: number, fetchK?: number) => {
    const searchKwargs = { lambda, ...(fetchK === undefined ? {} : { fetchK }) };
    return textsOf(await store.asRetriever({ searchType: "mmr", k: 2, searchKwargs }).invoke(query));
  };
  expect(await retrieve(0.3)).toContain("tea is sold at the harbour");
  expect(await retrieve(1)).not.toContain("tea is sold at the harbour");
  expect(await retrieve(0.3, 2)).not.toContain("tea is sold at the harbour");
  expect(await store.maxMarginalRelevanceSearch(query, { k: 1, filter: f.eq("text", "none") })).toEqual([]);
});

test("a collection that another program filled is opened, with the attribute that has its texts", async () => {
  const { config, docs, client, place } = await openConfig();
  await expect(OctavecVectorStore.fromExistingCollection(embeddings, config)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  const [vector] = await createTestEmbedder({ dimension: DIMENSION }).embed(["a red house"]);
  await docs.upsert({ id: "1", vector: vector!, attributes: { body: "a red house", rooms: 3 } });
  const store = await OctavecVectorStore.fromExistingCollection(embeddings, { ...config, textField: "body" });
  expect(await store.similaritySearch("a red house", 1)).toMatchObject([
    { id: "1", pageContent: "a red house", metadata: { rooms: 3 } },
  ]);
  const other = client.repository({ ...place, dimension: 8 });
  await expect(
    OctavecVectorStore.fromExistingCollection(embeddings, { repository: other }),
  ).rejects.toMatchObject({ code: "COLLECTION_MISMATCH" });
});

test("what does not fit is refused before anything is stored", async () => {
  const { config, docs } = await openConfig();
  const store = new OctavecVectorStore(embeddings, config);
  const invalid = { code: "INVALID_ARGUMENT" };
  await expect(store.addVectors([], DOCUMENTS)).rejects.toMatchObject(invalid);
  await expect(store.addDocuments(DOCUMENTS, { ids: ["a"] })).rejects.toMatchObject(invalid);
  const taken = new Document({ pageContent: "a", metadata: { text: "b" } });
  await expect(store.addDocuments([taken])).rejects.toMatchObject(invalid);
  await expect(store.addVectors([[1, 2]], [DOCUMENTS[0]!])).rejects.toMatchObject({
    code: "DIMENSION_MISMATCH",
  });
  expect(await docs.count()).toBe(0);
  expect(() => new OctavecVectorStore(embeddings, { ...config, contentKey: "a" } as never)).toThrow(
    "contentKey",
  );
});

test("LangChain's cached embeddings keep their vectors in a byte store, across processes", async () => {
  const client = await openClient(inject("redisUrl"));
  const namespace = uniquePrefix("bytes");
  const embedder = countingEmbedder(DIMENSION);
  const inner = new OctavecEmbeddings({ embedder });
  const open = () =>
    CacheBackedEmbeddings.fromBytesStore(inner, new OctavecByteStore({ client, namespace }), {
      namespace: "test-model",
    });
  const texts = ["tea", "milk"];
  const first = await open().embedDocuments(texts);
  expect(await open().embedDocuments([...texts, "sugar"])).toEqual([
    ...first,
    ...(await inner.embedDocuments(["sugar"])),
  ]);
  expect(embedder.texts).toEqual(["tea", "milk", "sugar", "sugar"]);
});

test("a byte store reads, writes, lists by prefix and deletes any bytes, and can let them expire", async () => {
  const client = await openClient(inject("redisUrl"));
  const namespace = uniquePrefix("bytes");
  const store = new OctavecByteStore({ client, namespace, tenant: "acme" });
  const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
  const many = Array.from({ length: 600 }, (_, n): [string, Uint8Array] => [
    `many:${n}`,
    Uint8Array.of(n % 256),
  ]);
  await store.mset([["a*[1]:x", bytes], ["a*[1]:y", new Uint8Array()], ["ab", bytes], ...many]);
  const [read, none, empty, last] = await store.mget(["a*[1]:x", "never", "a*[1]:y", "many:599"]);
  expect([read, none, empty, last]).toEqual([bytes, undefined, new Uint8Array(), Uint8Array.of(599 % 256)]);
  const keysOf = async (prefix?: string) => {
    const keys = new Set<string>();
    for await (const key of store.yieldKeys(prefix)) keys.add(key);
    return keys;
  };
  expect(await keysOf("a*[1]:")).toEqual(new Set(["a*[1]:x", "a*[1]:y"]));
  expect((await keysOf()).size).toBe(603);
  await store.mdelete(["a*[1]:x", "never"]);
  expect(await store.mget(["a*[1]:x"])).toEqual([undefined]);

  const timed = new OctavecByteStore({ client, namespace, tenant: "acme", ttlMs: 60_000 });
  await timed.mset([["ab", bytes]]);
  const [life] = (await client.sendCommand([
    "HPTTL",
    `{${namespace}:acme:bytes}:entries`,
    "FIELDS",
    "1",
    "ab",
  ])) as number[];
  expect(life).toBeGreaterThan(50_000);
  expect(() => new OctavecByteStore({ client, namespace, ttl: 5 } as never)).toThrow("ttl");
});
