import { Document, ImageNode, IndexNode, MetadataMode, TextNode } from "@llamaindex/core/schema";
import { VectorStoreQueryMode } from "@llamaindex/core/vector-store";
import { expect, inject, test } from "vitest";
import { OctavecVectorStore } from "../../../../src/adapters/llamaindex/index.js";
import { embedModel, nodeOf, openStore } from "./stores.js";

const { DEFAULT, MMR, HYBRID, SPARSE, SVM } = VectorStoreQueryMode;

async function queryFor(text: string) {
  const queryEmbedding = await embedModel.getTextEmbedding(text);
  return { queryEmbedding, queryStr: text, similarityTopK: 5, mode: DEFAULT };
}

test("nodes come back whole: text, metadata of any form, relationships and kind", async () => {
  const { store } = await openStore(inject("redisUrl"));
  expect(store).toMatchObject({ storesText: true, embedModel });
  const metadata = {
    title: `It's "quoted" \\ and \u0001`,
    author: { name: "Ada", born: 1815, links: [{ url: "a" }, { url: "b" }] },
    empty: null,
    nothing: [],
    doc_id: "one of the user's own",
    __proto: { deep: [[1, [2]]] },
  };
  const node = await nodeOf("one", "A text\nwith \"two\" 'quotes'", metadata, "page");
  const index = new IndexNode({ id_: "two", text: "index", indexId: "other", metadata: { a: 1 } });
  const document = new Document({ id_: "three", text: "document", metadata: { b: 2 } });
  const image = new ImageNode({ id_: "four", text: "", image: new URL("https://example.org/a.png") });
  const others = [index, document, image];
  for (const each of others) each.embedding = await embedModel.getTextEmbedding(each.text || "image");
  expect(await store.add([node, ...others])).toEqual(["one", "two", "three", "four"]);

  const {
    nodes = [],
    ids,
    similarities,
  } = await store.query(await queryFor(node.getContent(MetadataMode.NONE)));
  expect(ids[0]).toBe("one");
  expect(similarities[0]).toBeCloseTo(1, 2);
  const found = new Map(nodes.map((each) => [each.id_, each]));
  for (const each of [node, index, document]) {
    expect(found.get(each.id_)?.toJSON()).toEqual({ ...each.toJSON(), embedding: undefined });
    expect(found.get(each.id_)?.constructor).toBe(each.constructor);
  }
  expect(found.get("four")).toBeInstanceOf(ImageNode);
  expect(found.get("four")).toMatchObject({ image: "https://example.org/a.png" });
});

test("deleting a document removes its nodes and no others", async () => {
  const { store, repository } = await openStore(inject("redisUrl"));
  await store.add([
    await nodeOf("1", "a", {}, "page one"),
    await nodeOf("2", "b", {}, "page one"),
    await nodeOf("3", "c", {}, "page two"),
  ]);
  const { ids } = await store.query({ ...(await queryFor("a")), docIds: ["page one"] });
  expect(ids.sort()).toEqual(["1", "2"]);
  await store.delete("page one");
  await store.delete("page that is not there");
  expect((await repository.find()).map(({ id }) => id)).toEqual(["3"]);
  expect(store.client()).toBe(repository);
});

test("the mode mmr gives nodes that differ, and hybrid and sparse search by words", async () => {
  const { store } = await openStore(inject("redisUrl"), { text: { field: "_node_text" } });
  const texts = ["red apple pie", "red apple pies", "red apple pie!", "green pear ERR-42", "blue plum"];
  await store.add(await Promise.all(texts.map((text, place) => nodeOf(String(place), text))));
  const query = { ...(await queryFor("red apple pie")), similarityTopK: 2 };
  const near = await store.query(query);
  const varied = await store.query({ ...query, mode: MMR, mmrThreshold: 0.1 });
  expect(near.ids.every((id) => Number(id) < 3)).toBe(true);
  expect(varied.ids.some((id) => Number(id) >= 3)).toBe(true);

  const words = { ...(await queryFor("ERR-42")), similarityTopK: 1 };
  const sparse = await store.query({ ...words, mode: SPARSE });
  expect(sparse.ids).toEqual(["3"]);
  expect(sparse.similarities[0]).toBeGreaterThan(0);
  const both = { ...query, queryStr: "plum", mode: HYBRID, similarityTopK: 1 };
  expect((await store.query({ ...both, alpha: 0 })).ids).toEqual(["4"]);
  expect(Number((await store.query({ ...both, alpha: 1 })).ids[0])).toBeLessThan(3);
  expect((await store.query({ ...both, similarityTopK: 4 })).ids).toContain("4");
});

test("customParams are options of a search, and others are refused", async () => {
  const { store } = await openStore(inject("redisUrl"));
  await store.add([await nodeOf("1", "red apple"), await nodeOf("2", "blue plum")]);
  const query = await queryFor("red apple");
  const close = await store.query({ ...query, customParams: { minSimilarity: 0.95, exhaustive: true } });
  expect(close.ids).toEqual(["1"]);
  const unknown = { ...query, customParams: { efSearch: 10 } as never };
  await expect(store.query(unknown)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("what the store cannot do is refused", async () => {
  const { store, repository } = await openStore(inject("redisUrl"));
  const query = await queryFor("a");
  await expect(store.query({ ...query, mode: SVM })).rejects.toThrow('mode: expected "default"');
  await expect(store.query({ ...query, queryEmbedding: undefined } as never)).rejects.toThrow(
    "queryEmbedding",
  );
  await expect(store.query({ ...query, mode: SPARSE })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await expect(store.query({ ...query, vector: [] } as never)).rejects.toThrow("vector");
  await expect(store.add([new TextNode({ text: "without a vector" })])).rejects.toThrow("Embedding not set");
  const image = new ImageNode({ image: new Blob(["a"]) });
  image.embedding = query.queryEmbedding;
  await expect(store.add([image])).rejects.toMatchObject({ code: "INVALID_ATTRIBUTES" });
  await repository.upsert({ id: "foreign", vector: query.queryEmbedding, attributes: { a: 1 } });
  await expect(store.query(query)).rejects.toThrow("no node of LlamaIndex");
  const made = (options: object) => () => new OctavecVectorStore({ embedModel, ...options } as never);
  expect(made({ repository: {} })).toThrow("repository");
  expect(made({ repository, url: "redis://localhost" })).toThrow("url");
});
