import type { Embeddings } from "@langchain/core/embeddings";
import { AsyncBatchedStore, type BaseStore, InMemoryStore } from "@langchain/langgraph-checkpoint";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { OctavecEmbeddings } from "../../../../src/adapters/langchain/index.js";
import { OctavecStore, type OctavecStoreFields } from "../../../../src/adapters/langgraph/index.js";
import { encodeFilter } from "../../../../src/commands/index.js";
import { createTestEmbedder } from "../../../../src/embedding/index.js";
import { type Command, type Executor, f } from "../../../../src/index.js";
import { countingEmbedder } from "../../../helpers/cache.js";
import { openClient } from "../../../helpers/collection.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

const DIMENSION = 128;
const embeddings: Embeddings = new OctavecEmbeddings({
  embedder: createTestEmbedder({ dimension: DIMENSION }),
});
const BY_TEXT = { dims: DIMENSION, embeddings, fields: ["text"] };

async function openStore(more: Omit<OctavecStoreFields, "client" | "namespace"> = {}) {
  const client = await openClient(inject("redisUrl"));
  const namespace = uniquePrefix("store");
  return { client, namespace, store: new OctavecStore({ client, namespace, ...more }) };
}

const keysOf = (items: readonly { key: string }[]) => items.map(({ key }) => key);

test("an item is stored, replaced and deleted, and keeps the instant of its making", async () => {
  const { client, namespace, store } = await openStore();
  await store.put(["users", "42"], "name", { text: "Ada", nested: { list: [1, null, "ü"] } });
  const first = await store.get(["users", "42"], "name");
  expect(first).toMatchObject({
    namespace: ["users", "42"],
    key: "name",
    value: { text: "Ada", nested: { list: [1, null, "ü"] } },
  });
  expect(first?.createdAt).toEqual(first?.updatedAt);
  await store.put(["users", "42"], "name", { text: "Grace" });
  const second = await store.get(["users", "42"], "name");
  expect(second?.value).toEqual({ text: "Grace" });
  expect(second?.createdAt).toEqual(first?.createdAt);
  expect(Number(second?.updatedAt)).toBeGreaterThanOrEqual(Number(first?.updatedAt));
  await store.delete(["users", "42"], "name");
  await store.delete(["users", "42"], "never");
  expect(await store.get(["users", "42"], "name")).toBeNull();
  expect(await client.sendCommand(["KEYS", `*${namespace}*`])).toEqual([]);
});

test("a search sees a namespace and those within it, and no other that begins with the same letters", async () => {
  const { store } = await openStore();
  await store.put(["user"], "a", {});
  await store.put(["user", "1"], "b", {});
  await store.put(["user", "1", "x"], "c", {});
  await store.put(["users"], "d", {});
  expect(keysOf(await store.search(["user"]))).toEqual(["a", "b", "c"]);
  expect(keysOf(await store.search(["user", "1"]))).toEqual(["b", "c"]);
  expect(keysOf(await store.search([]))).toEqual(["a", "b", "c", "d"]);
  expect(keysOf(await store.search([], { limit: 2, offset: 1 }))).toEqual(["b", "c"]);
  expect(await store.search(["nobody"])).toEqual([]);
});

test("more items than one round trip reads are listed once each, in the same order every time", async () => {
  const { store } = await openStore();
  const operations = Array.from({ length: 700 }, (_, n) => ({
    namespace: ["many", String(n % 300)],
    key: `k${n}`,
    value: { n },
  }));
  await store.batch(operations);
  const pages = await Promise.all(
    [0, 200, 400, 600].map((offset) => store.search(["many"], { limit: 200, offset })),
  );
  const keys = pages.flatMap(keysOf);
  expect(keys).toHaveLength(700);
  expect(new Set(keys).size).toBe(700);
  expect(await store.listNamespaces({ prefix: ["many"], limit: 1_000 })).toHaveLength(300);
});

test("a search by meaning ranks by similarity, and lists what has no vector behind it", async () => {
  const { store } = await openStore({ index: BY_TEXT });
  await store.put(["m"], "tea", { text: "likes green tea with milk" });
  await store.put(["m"], "coffee", { text: "likes coffee" });
  await store.put(["m", "deep"], "train", { text: "takes the train to work" });
  await store.put(["m"], "hidden", { text: "likes green tea with milk" }, false);
  await store.put(["other"], "tea", { text: "likes green tea with milk" });
  const found = await store.search(["m"], { query: "likes green tea with milk" });
  expect(keysOf(found)).toEqual(["tea", "coffee", "train", "hidden"]);
  expect(found[0]?.score).toBeCloseTo(1, 2);
  expect(found[1]?.score).toBeLessThan(0.9);
  expect(found[3]?.score).toBeUndefined();
  expect(keysOf(await store.search(["m"], { query: "likes coffee", limit: 1, offset: 1 }))).toEqual(["tea"]);
  // A changed text is found by its new meaning only, a deleted item by none.
  await store.put(["m"], "tea", { text: "sails on Sundays" });
  await store.delete(["m"], "coffee");
  const again = await store.search(["m"], { query: "likes green tea with milk", limit: 10 });
  expect(again.find(({ key }) => key === "tea")?.score).toBeLessThan(0.5);
  expect(keysOf(again)).not.toContain("coffee");
});

test("an item is found by the best of its texts, once, and with a filter also among many others", async () => {
  const { store } = await openStore({ index: { ...BY_TEXT, fields: ["parts[*].title"] } });
  const others = Array.from({ length: 300 }, (_, n) => ({
    namespace: ["book"],
    key: `other ${n}`,
    value: { parts: [{ title: `the green harbour ${n}` }], kind: "other" },
  }));
  await store.batch(others);
  await store.put(["book"], "mine", {
    parts: [{ title: "a winter in Oslo" }, { title: "ships of the harbour" }],
    kind: "mine",
    year: 1999,
  });
  const query = "ships of the harbour";
  expect(keysOf(await store.search(["book"], { query, limit: 2 }))[0]).toBe("mine");
  const filter = { kind: "mine", year: { $gte: 1990, $lt: 2000 } };
  expect(keysOf(await store.search(["book"], { query: "the green harbour 7", filter }))).toEqual(["mine"]);
  expect(await store.search(["book"], { query, filter: { year: { $gt: 1999 } } })).toEqual([]);
});

test("of many writers of one item the last one is found by its own text, and no other text finds it", async () => {
  const { client, namespace, store } = await openStore({ index: BY_TEXT });
  const other = new OctavecStore({ client: await openClient(inject("redisUrl")), namespace, index: BY_TEXT });
  const texts = ["green tea", "black coffee", "cold water", "warm milk", "red wine", "apple juice"];
  await Promise.all(texts.map((text, n) => (n % 2 === 0 ? store : other).put(["m"], "drink", { text })));
  const text = String((await store.get(["m"], "drink"))?.value.text);
  for (const query of texts) {
    const [found] = await other.search(["m"], { query });
    expect(Number(found?.score) > 0.99).toBe(query === text);
  }
  expect(await client.sendCommand(["VCARD", `{${namespace}:store}:v:m`])).toBe(1);
});

test("an item that has fewer texts than before has fewer vectors, and none when it is no longer indexed", async () => {
  const { client, namespace, store } = await openStore({ index: { ...BY_TEXT, fields: ["texts[*]"] } });
  const vectors = () => client.sendCommand(["VCARD", `{${namespace}:store}:v:m`]);
  await store.put(["m"], "a", { texts: ["green tea", "black coffee", "cold water"] });
  expect(await vectors()).toBe(3);
  await store.put(["m"], "a", { texts: ["cold water"] });
  expect(await vectors()).toBe(1);
  await store.put(["m"], "a", { texts: ["cold water"] }, false);
  expect(await vectors()).toBe(0);
});

test("a search with a filter compares every vector of the namespace, by a condition that the server decides", async () => {
  const { client, namespace } = await openStore();
  const { executor } = client;
  const sent: Command[] = [];
  const watched: Executor = {
    capabilities: executor.capabilities,
    pipeline: (steps, options) => executor.pipeline(steps, options),
    send: (command, options) => {
      if (command[0] === "VSIM") sent.push(command);
      return executor.send(command, options);
    },
  };
  const store = new OctavecStore({ client: { executor: watched }, namespace, index: BY_TEXT });
  await store.put(["m"], "a", { text: "tea", kind: "hot" });
  await store.search(["m"], { query: "tea" });
  await store.search(["m"], { query: "tea", filter: { kind: "hot", note: { $ne: "x" } } });
  expect(sent.map((command) => command.includes("TRUTH"))).toEqual([false, true]);
  expect(sent[1]).toContain(encodeFilter(f.eq("kind", "hot")));
});

test("without an index a search with a query lists, as LangGraph's own store does", async () => {
  const { store } = await openStore();
  await store.put(["m"], "a", { text: "tea" });
  expect(keysOf(await store.search(["m"], { query: "coffee" }))).toEqual(["a"]);
});

test("texts of a batch are embedded in one call, each once", async () => {
  const embedder = countingEmbedder(DIMENSION);
  const index = { ...BY_TEXT, embeddings: new OctavecEmbeddings({ embedder }) };
  const { store } = await openStore({ index });
  await store.batch([
    { namespace: ["m"], key: "a", value: { text: "tea" } },
    { namespace: ["m"], key: "b", value: { text: "tea" } },
    { namespace: ["m"], key: "c", value: { text: " " } },
    { namespace: ["m"], key: "d", value: { text: "coffee" } },
    { namespace: ["m"], key: "d", value: { text: "water" } },
  ]);
  expect(embedder.texts).toEqual(["tea", "water"]);
  expect((await store.get(["m"], "d"))?.value).toEqual({ text: "water" });
});

test("a batch answers in the order of its operations, and reads before it writes", async () => {
  const { store } = await openStore();
  await store.put(["a"], "1", { n: 1 });
  const results = await store.batch([
    { namespace: ["a"], key: "1", value: { n: 2 } },
    { namespace: ["a"], key: "1" },
    { namespacePrefix: ["a"], limit: 5 },
    { limit: 5, offset: 0 },
    { namespace: ["a"], key: "2" },
  ]);
  expect(results).toMatchObject([undefined, { value: { n: 1 } }, [{ value: { n: 1 } }], [["a"]], null]);
  expect((await store.get(["a"], "1"))?.value).toEqual({ n: 2 });
});

test("LangGraph's batching store works on it", async () => {
  const { store } = await openStore();
  const batched = new AsyncBatchedStore(store);
  batched.start();
  await Promise.all([batched.put(["a"], "1", { n: 1 }), batched.put(["a"], "2", { n: 2 })]);
  expect(await batched.get(["a"], "2")).toMatchObject({ value: { n: 2 } });
  expect(keysOf(await batched.search(["a"], { filter: { n: { $lte: 1 } } }))).toEqual(["1"]);
  await batched.stop();
});

test("namespaces are listed as LangGraph's own store lists them", async () => {
  const { store } = await openStore();
  const own = new InMemoryStore();
  const spaces = [["a"], ["a", "b"], ["a", "b", "c"], ["a", "d", "c"], ["b", "x", "c"], ["e"]];
  for (const space of spaces) {
    await store.put(space, "k", {});
    await own.put(space, "k", {});
  }
  for (const options of [
    {},
    { prefix: ["a"] },
    { suffix: ["c"] },
    { prefix: ["a"], suffix: ["c"] },
    { prefix: ["a", "*", "c"] },
    { prefix: ["*", "b"] },
    { suffix: ["*", "c"] },
    { maxDepth: 2 },
    { prefix: ["a"], maxDepth: 1 },
    { limit: 2, offset: 1 },
    { prefix: ["a", "b", "c", "d"] },
  ]) {
    expect(await store.listNamespaces(options)).toEqual(await own.listNamespaces(options));
  }
  await store.delete(["e"], "k");
  expect(await store.listNamespaces()).not.toContainEqual(["e"]);
});

const number = fc.integer({ min: -3, max: 3 });
const scalar = fc.oneof(fc.constantFrom("a", "b", "x".repeat(300), "y".repeat(300), "", "2"), number);
const value = fc.record({ p: scalar, q: number, "r-1": fc.boolean() }, { requiredKeys: [] });
const range = fc.oneof(
  number,
  fc.record({ $gt: number }),
  fc.record({ $gte: number, $lte: number }),
  fc.record({ $lt: number, $ne: number }),
);
const choice = fc.oneof(
  scalar,
  fc.record({ $eq: scalar }),
  fc.record({ $ne: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
);
const filter = fc.record({ p: choice, q: range, "r-1": fc.boolean() }, { requiredKeys: [] });

test("in a filter null means missing, and only values of one kind have an order", async () => {
  const { store } = await openStore();
  await store.put(["n"], "null", { a: null });
  await store.put(["n"], "none", {});
  await store.put(["n"], "text", { a: "2024-05-01" });
  await store.put(["n"], "number", { a: 10 });
  const find = async (a: unknown) => keysOf(await store.search(["n"], { filter: { a } })).sort();
  expect(await find(null)).toEqual(["none", "null"]);
  expect(await find({ $ne: null })).toEqual(["number", "text"]);
  expect(await find({ $gte: "2024" })).toEqual(["text"]);
  expect(await find({ $gt: 9 })).toEqual(["number"]);
  expect(await find({})).toHaveLength(4);
});

test("a filter means the same with a query and without one, and what it means in LangGraph's own store", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 12 }),
      fc.array(filter, { minLength: 4, maxLength: 8 }),
      async (values, filters) => {
        const { client, store } = await openStore({ index: { ...BY_TEXT, fields: ["text"] } });
        const own: BaseStore = new InMemoryStore();
        const puts = values.map((one, n) => ({
          namespace: ["f", String(n % 2)],
          key: String(n),
          value: { ...one, text: `text ${n}` },
        }));
        await store.batch(puts);
        await own.batch(puts);
        for (const one of filters) {
          const options = { filter: one, limit: 100 };
          const expected = keysOf(await own.search(["f"], options)).sort();
          expect(keysOf(await store.search(["f"], options)).sort()).toEqual(expected);
          const ranked = await store.search(["f"], { ...options, query: "text 1" });
          expect(keysOf(ranked).sort()).toEqual(expected);
        }
        await client.close();
      },
    ),
    { numRuns: 12 },
  );
});

test("what cannot be stored, found or compared is refused, and nothing changes", async () => {
  const { client, namespace, store } = await openStore({ index: BY_TEXT });
  await store.put(["m"], "a", { text: "tea" });
  const invalid = { code: "INVALID_ARGUMENT" };
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  await expect(store.put(["m"], "a", cycle)).rejects.toMatchObject(invalid);
  await expect(store.put(["m"], "a\0b", {})).rejects.toMatchObject(invalid);
  await expect(store.batch([{ namespace: [], key: "a", value: {} }])).rejects.toMatchObject(invalid);
  await expect(store.put(["m", ""], "a", {})).rejects.toThrow("empty");
  await expect(store.search(["m"], { filter: { a: { $near: 1 } } })).rejects.toMatchObject(invalid);
  await expect(store.search(["m"], { filter: { a: [1] } })).rejects.toMatchObject({ code: "INVALID_FILTER" });

  const small = createTestEmbedder({ dimension: 8 });
  const index = { dims: 8, embeddings: new OctavecEmbeddings({ embedder: small }), fields: ["text"] };
  const other = new OctavecStore({ client, namespace, index });
  await expect(other.put(["m"], "a", { text: "milk" })).rejects.toMatchObject({
    code: "DIMENSION_MISMATCH",
    details: { expected: DIMENSION, actual: 8 },
  });
  await expect(other.search(["m"], { query: "tea" })).rejects.toMatchObject({ code: "DIMENSION_MISMATCH" });
  expect((await store.get(["m"], "a"))?.value).toEqual({ text: "tea" });
  expect((await store.search(["m"], { query: "tea" }))[0]?.score).toBeCloseTo(1, 2);
  expect(() => new OctavecStore({ client, namespace, index: { ...BY_TEXT, dim: 3 } as never })).toThrow(
    "dims",
  );
  expect(() => new OctavecStore({ client, namespace: "a{b" })).toThrow("namespace");
});
