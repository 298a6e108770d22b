import { beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { z } from "zod";
import { createTestEmbedder, embedOne } from "../../../src/embedding/index.js";
import { connect, type VectorClient } from "../../../src/index.js";
import { MCP_TOOLS } from "../../../src/mcp/index.js";
import { startedGateway } from "../../helpers/gateway.js";
import { MCP_CLIENTS, type McpClient, type McpClientKind, mcpOverHttp } from "../../helpers/mcp-client.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const embedder = createTestEmbedder({ dimension: 64 });
const ARTICLES = [
  { id: "pay", text: "How do I pay my invoice?", attributes: { lang: "en", year: 2020 } },
  { id: "send", text: "Where is my parcel now?", attributes: { lang: "en", year: 2024 } },
  { id: "zahlen", text: "Wie bezahle ich die Rechnung?", attributes: { lang: "de", year: 2024 } },
];

let client: VectorClient;
beforeAll(async () => {
  client = await connect({ url: inject("redisUrl") });
  return () => client.close();
});

/** A gateway with one key for the collections of a namespace, and a collection `articles` in it. */
async function startedTools({
  write = false,
  kind = "2.x of 2026" as McpClientKind,
  maxAttributes = 0,
} = {}) {
  const namespace = uniquePrefix("mcp");
  const collection = `${namespace}:articles`;
  const articles = client.repository({
    namespace,
    collection: "articles",
    dimension: 64,
    attributes: z.object({ lang: z.string(), year: z.number().optional(), note: z.string().optional() }),
    text: { field: "note" },
  });
  await articles.upsertMany(
    await Promise.all(
      ARTICLES.map(async ({ id, text, attributes }) => ({
        id,
        vector: await embedOne(embedder, text),
        attributes: { ...attributes, note: maxAttributes === 0 ? text : "x".repeat(maxAttributes) },
      })),
    ),
  );
  const { url, lines } = await startedGateway(
    { mcp: { write, keys: [{ env: "KEY", write, collections: [`${namespace}:*`] }] } },
    { environment: { KEY: "a-key" }, embedder },
  );
  const tools = await mcpOverHttp(url, { key: "a-key", kind });
  return { tools, collection, namespace, articles, lines };
}

describe.each(MCP_CLIENTS)("the client %s", (kind) => {
  it("sees the tools that read, with titles, schemas and hints, and calls each of them", async () => {
    const { tools, collection } = await startedTools({ kind });
    const listed = await tools.tools();
    expect(listed.map(({ name }) => name)).toEqual(["list_collections", "info", "search", "get"]);
    for (const tool of listed) {
      expect(tool.title).toMatch(/^[A-Z]/);
      expect(tool.description).toMatch(/\.$/);
      expect(tool.annotations).toMatchObject({
        readOnlyHint: true,
        destructiveHint: false,
        openWorldHint: false,
      });
      expect(tool.inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(tool.outputSchema).toMatchObject({ type: "object" });
    }
    expect((await tools.call("list_collections")).value).toEqual({
      collections: [{ collection, records: 3, dimension: 64, quantization: "q8" }],
      unreadable: [],
    });
    expect((await tools.call("info", { collection })).value).toMatchObject({
      records: 3,
      recordsWithAttributes: 3,
      dimension: 64,
      precision: "native",
      attributes: { lang: "text", year: "number", note: "text" },
      wordsOf: "note",
      canEmbedText: true,
    });
    const found = await tools.call("search", { collection, text: "How do I pay my invoice?", limit: 1 });
    expect(found.value).toMatchObject({ hits: [{ id: "pay", attributes: { lang: "en" } }] });
    expect(JSON.parse(found.text)).toEqual(found.value);
    const read = await tools.call("get", { collection, ids: ["send", "none"], includeVectors: true });
    expect(read.value).toMatchObject({
      records: [{ id: "send", attributes: { year: 2024 } }],
      missing: ["none"],
    });
    expect((read.value?.records as { vector: number[] }[] | undefined)?.[0]?.vector).toHaveLength(64);
  });

  it("stores and deletes records with a key that has the right", async () => {
    const { tools, collection, articles } = await startedTools({ kind, write: true });
    const writing = (await tools.tools()).filter(({ annotations }) => annotations?.readOnlyHint === false);
    expect(writing.map(({ name }) => name)).toEqual(["upsert", "delete"]);
    expect(writing.every(({ annotations }) => annotations?.destructiveHint === true)).toBe(true);
    const records = [
      { id: "new", text: "May I return it?", attributes: { lang: "en", note: "return" }, ttlSeconds: 1_000 },
      { id: "pay", text: "How do I pay?", attributes: { lang: "fr" } },
    ];
    expect((await tools.call("upsert", { collection, records })).value).toEqual({ inserted: 1, replaced: 1 });
    const twice = ["one", "two"].map((note) => ({
      id: "twice",
      text: note,
      attributes: { lang: "en", note },
    }));
    expect((await tools.call("upsert", { collection, records: twice })).value).toMatchObject({
      superseded: 1,
    });
    expect((await articles.get("twice"))?.attributes?.note).toBe("two");
    const stored = await articles.get("new");
    expect(stored?.attributes).toEqual({ lang: "en", note: "return" });
    expect(stored?.expiresAtMs).toBeGreaterThan(Date.now());
    expect((await articles.get("pay"))?.attributes).toEqual({ lang: "fr" });
    expect((await articles.search({ text: "return" })).map(({ id }) => id)).toEqual(["new"]);
    expect((await tools.call("delete", { collection, ids: ["new", "none"] })).value).toEqual({ deleted: 1 });
    expect(await articles.has("new")).toBe(false);
  });
});

it("a search takes a vector, a stored record or words, with a filter and a least similarity", async () => {
  const { tools, collection } = await startedTools();
  const idsOf = async (args: Record<string, unknown>) => {
    const { value, text } = await tools.call("search", { collection, ...args });
    return (value?.hits as { id: string }[] | undefined)?.map(({ id }) => id) ?? text;
  };
  const vector = [...(await embedOne(embedder, "Where is my parcel now?"))];
  expect(await idsOf({ vector, limit: 1 })).toEqual(["send"]);
  expect(await idsOf({ id: "zahlen", limit: 1 })).toEqual(["zahlen"]);
  expect(await idsOf({ words: "parcel" })).toEqual(["send"]);
  expect(await idsOf({ vector, words: "parcel", limit: 1 })).toEqual(["send"]);
  expect(await idsOf({ vector, minSimilarity: 0.9 })).toEqual(["send"]);
  const filter = {
    type: "and",
    filters: [
      { type: "eq", field: "lang", value: "en" },
      { type: "lt", field: "year", value: 2021 },
    ],
  };
  expect(await idsOf({ vector, filter })).toEqual(["pay"]);
  const bare = await tools.call("search", { collection, vector, limit: 1, includeAttributes: false });
  expect(bare.value?.hits).toEqual([{ id: "send", similarity: expect.closeTo(1, 1) }]);
});

describe("refused, with a code and what to do", () => {
  let tools: McpClient;
  let collection: string;
  let namespace: string;
  const setUp = async () => {
    ({ tools, collection, namespace } = await startedTools({ write: true }));
  };
  const refused = async (name: string, args: Record<string, unknown>) => {
    const { code, text, value } = await tools.call(name, args);
    expect(value).toBeUndefined();
    expect(text).toContain(`${code}: `);
    return text;
  };

  it("arguments of another form, of which only names and rules are told", async () => {
    await setUp();
    const secret = "my secret text";
    const texts = await Promise.all([
      refused("search", { collection, text: secret, limit: 1_000 }),
      refused("search", { collection, text: 5, vector: secret }),
      refused("search", { collection, question: secret }),
      refused("search", { text: secret }),
      refused("get", { collection, ids: [] }),
      refused("list_collections", { cursor: "nowhere" }),
      refused("upsert", { collection, records: [{ id: "a", text: secret, vector: [1] }] }),
      refused("upsert", { collection, records: [{ id: "a" }] }),
    ]);
    for (const text of texts) expect(text).toMatch(/^INVALID_ARGUMENT: /);
    expect(texts.join("\n")).toContain("search: limit: ");
    expect(texts.join("\n")).not.toContain(secret);
  });

  it("a search without a target, with two, or with a filter that is none", async () => {
    await setUp();
    expect(await refused("search", { collection })).toMatch(/expected exactly one of text, vector and id/);
    expect(await refused("search", { collection, text: "a", id: "pay" })).toMatch(/expected exactly one/);
    expect(await refused("search", { collection, words: "a", minSimilarity: 0.5 })).toMatch(/minSimilarity/);
    const filter = { type: "like", field: "lang", value: "e%" };
    expect(await refused("search", { collection, id: "pay", filter })).toMatch(/^INVALID_FILTER: /);
    expect(await refused("search", { collection, vector: [1, 2] })).toMatch(/^DIMENSION_MISMATCH: /);
  });

  it("names that are none, of no collection, or of one that the key does not open", async () => {
    await setUp();
    expect(await refused("info", { collection: "articles" })).toMatch(/expected namespace and name/);
    expect(await refused("info", { collection: `${namespace}:other` })).toMatch(/there is none of this name/);
    const own = client.repository({
      namespace: uniquePrefix("mcp-other"),
      collection: "secret",
      dimension: 2,
    });
    await own.upsert({ id: "a", vector: [1, 0], attributes: { text: "hidden" } });
    const other = own.key.slice(1, own.key.indexOf("}"));
    for (const name of ["info", "search", "get", "upsert", "delete"]) {
      const args: Record<string, Record<string, unknown>> = {
        search: { vector: [1, 0] },
        get: { ids: ["a"] },
        delete: { ids: ["a"] },
        upsert: { records: [{ id: "a", vector: [1, 0] }], createCollection: true },
      };
      expect(await refused(name, { collection: other, ...args[name] })).toMatch(/^NOT_AUTHORIZED: /);
    }
    expect(await own.get("a")).toMatchObject({ attributes: { text: "hidden" } });
  });

  it("attributes of another type than the application has recorded", async () => {
    await setUp();
    const records = [{ id: "pay", text: "a", attributes: { lang: "en", year: "2020" } }];
    expect(await refused("upsert", { collection, records })).toMatch(/^INVALID_ATTRIBUTES: .*year/);
    expect((await tools.call("get", { collection, ids: ["pay"] })).value).toMatchObject({
      records: [{ attributes: { year: 2020 } }],
    });
  });

  it("a write to a collection that does not exist, unless it is to be created", async () => {
    await setUp();
    const created = { collection: `${namespace}:created`, records: [{ id: "a", text: "hello" }] };
    expect(await refused("upsert", created)).toMatch(/createCollection: true creates it/);
    expect((await tools.call("upsert", { ...created, createCollection: true })).value).toEqual({
      inserted: 1,
      replaced: 0,
    });
    expect((await tools.call("info", { collection: created.collection })).value).toMatchObject({
      dimension: 64,
    });
  });

  it("a tool that the caller does not have", async () => {
    const { tools: reading, collection: name } = await startedTools();
    await expect(reading.call("delete", { collection: name, ids: ["pay"] })).rejects.toThrow(
      /delete not found/,
    );
    expect((await reading.call("get", { collection: name, ids: ["pay"] })).value).toMatchObject({
      missing: [],
    });
  });
});

it("a result that would be too long leaves attributes out and says so", async () => {
  const { tools, collection } = await startedTools({ maxAttributes: 90_000 });
  const { value, text } = await tools.call("search", { collection, text: "pay" });
  const hits = value?.hits as { attributesLeftOut?: true }[];
  expect(hits.map(({ attributesLeftOut }) => attributesLeftOut)).toEqual([undefined, undefined, true]);
  expect(text.length).toBeLessThan(200_100);
  const read = await tools.call("get", { collection, ids: ["pay", "send", "zahlen"] });
  expect((read.value?.records as object[] | undefined)?.at(-1)).toEqual({ id: "zahlen", leftOut: true });
});

it("the log has a line for each call, without arguments and results", async () => {
  const { tools, collection, lines } = await startedTools();
  await tools.call("search", { collection, text: "How do I pay my invoice?" });
  await tools.call("search", { collection, vector: [7.25] });
  const calls = lines.filter(({ event }) => event === "tool");
  expect(calls).toMatchObject([
    { tool: "search", ok: true, keyId: expect.stringMatching(/^[0-9a-f]{12}$/) },
    { tool: "search", ok: false, code: "DIMENSION_MISMATCH" },
  ]);
  const logged = JSON.stringify(lines);
  for (const secret of ["invoice", "7.25", "a-key", collection]) expect(logged).not.toContain(secret);
});

it("a server without an embedder finds by vectors, and says so when it is given a text", async () => {
  const namespace = uniquePrefix("mcp");
  const articles = client.repository({ namespace, collection: "articles", dimension: 2 });
  await articles.upsert({ id: "a", vector: [1, 0] });
  const { gateway } = await startedGateway(
    { embedder: { kind: "none" }, mcp: { keys: [{ env: "KEY", collections: [`${namespace}:*`] }] } },
    { environment: { KEY: "a-key" }, embedder: undefined },
  );
  const tools = await mcpOverHttp(`http://127.0.0.1:${gateway.port}`, { key: "a-key" });
  const collection = `${namespace}:articles`;
  expect((await tools.call("search", { collection, vector: [1, 0] })).value).toMatchObject({
    hits: [{ id: "a" }],
  });
  expect((await tools.call("search", { collection, text: "a" })).text).toMatch(/has no embedder/);
});

it("a call that is cancelled ends, and the next one is answered", async () => {
  const never = {
    ...embedder,
    embed: (_: readonly string[], options?: { signal?: AbortSignal }) => aborted(options?.signal),
  };
  const seen = deferred();
  const ended = deferred();
  function aborted(signal: AbortSignal | undefined): Promise<Float32Array[]> {
    seen.resolve();
    return new Promise((_, reject) =>
      signal?.addEventListener("abort", () => {
        ended.resolve();
        reject(signal.reason);
      }),
    );
  }
  const namespace = uniquePrefix("mcp");
  const articles = client.repository({ namespace, collection: "articles", dimension: 64 });
  await articles.upsert({ id: "a", vector: await embedOne(embedder, "a") });
  const { url } = await startedGateway(
    { mcp: { keys: [{ env: "KEY", collections: [`${namespace}:*`] }] } },
    { environment: { KEY: "a-key" }, embedder: never },
  );
  const tools = await mcpOverHttp(url, { key: "a-key" });
  const collection = `${namespace}:articles`;
  const cancel = new AbortController();
  const call = tools.call("search", { collection, text: "a" }, cancel.signal);
  onTestFinished(() => void call.catch(() => {}));
  await seen.promise;
  cancel.abort();
  await expect(call).rejects.toThrow();
  await ended.promise;
  expect((await tools.call("search", { collection, id: "a" })).value).toMatchObject({ hits: [{ id: "a" }] });
});

it("every tool says what it is, once", () => {
  expect(new Set(MCP_TOOLS.map(({ name }) => name)).size).toBe(MCP_TOOLS.length);
  for (const { isDestructive, right } of MCP_TOOLS) expect(isDestructive && right === "read").toBe(false);
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
