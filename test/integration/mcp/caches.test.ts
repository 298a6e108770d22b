import { beforeAll, describe, expect, inject, it } from "vitest";
import { SemanticCache } from "../../../src/cache/index.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { connect, type VectorClient } from "../../../src/index.js";
import { readTexts } from "../../../src/reply.js";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { MCP_CLIENTS, type McpClient, type McpClientKind, mcpOverHttp } from "../../helpers/mcp-client.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

let client: VectorClient;
beforeAll(async () => {
  client = await connect({ url: inject("redisUrl") });
  return () => client.close();
});

const KEYS = { READER: "a-reading-key", WRITER: "a-writing-key" };
const QUESTIONS = ["How do I pay?", "Where is my parcel?", "How can I pay by card?"];

/** A gateway with a cache of three entries, of which two have the tag `topic=pay`, and clients of the tools. */
async function startedCache({ kind = "2.x of 2026" as McpClientKind, write = true } = {}) {
  const namespace = uniquePrefix("mcp-cache");
  const config = {
    namespace,
    caches: [
      {
        id: CACHE_ID,
        name: "support",
        attributes: ["topic"],
        keys: [{ env: "READER", actions: ["read" as const] }, { env: "WRITER" }],
      },
    ],
    mcp: { write },
  };
  const { url } = await startedGateway(config, { environment: KEYS });
  const ids = await Promise.all(
    QUESTIONS.map((prompt) =>
      post(`${url}/v1/caches/${CACHE_ID}/entries`, {
        prompt,
        response: `The answer to: ${prompt}`,
        attributes: prompt.includes("pay") ? { topic: "pay" } : {},
      }),
    ),
  );
  return {
    ids: ids.map(({ entryId }) => String(entryId)),
    reader: await mcpOverHttp(url, { key: KEYS.READER, kind }),
    writer: await mcpOverHttp(url, { key: KEYS.WRITER, kind }),
    /** Another process with the same configuration. */
    elsewhere: async () => {
      const other = await startedGateway(config, { environment: KEYS });
      return mcpOverHttp(other.url, { key: KEYS.WRITER, kind });
    },
    namespace,
  };
}

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${KEYS.WRITER}` };
  const reply = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expect(reply.status).toBe(201);
  return reply.json() as Promise<Record<string, unknown>>;
}

const isThere = async (tools: McpClient, prompt: string) =>
  (await tools.call("cache_lookup", { prompt, exactOnly: true })).value?.hit;

describe.each(MCP_CLIENTS)("the client %s", (kind) => {
  it("looks up, explains and counts with a key that may read", async () => {
    const { reader, ids } = await startedCache({ kind });
    expect((await reader.tools()).map(({ name }) => name)).toEqual([
      "cache_lookup",
      "cache_explain",
      "cache_stats",
    ]);
    const found = await reader.call("cache_lookup", { prompt: "how do i pay" });
    expect(found.value).toMatchObject({
      hit: true,
      response: "The answer to: How do I pay?",
      entryId: ids[0],
      tags: ["topic=pay"],
    });
    const missed = await reader.call("cache_lookup", { prompt: "What is love?" });
    expect(missed.value).toMatchObject({ hit: false, reason: "below-threshold" });
    const explained = await reader.call("cache_explain", { prompt: "how do i pay", cache: "support" });
    expect(explained.value).toMatchObject({ hit: true, summary: expect.any(String), threshold: 0.9 });
    expect(explained.value?.explanation).toContain("threshold");
    const { value } = await reader.call("cache_stats");
    expect(value).toMatchObject({
      caches: ["support"],
      stats: { lookups: 2, hits: 1, misses: 1, entries: 3 },
    });
  });

  it("proposes a deletion and approves it in another process, once", async () => {
    const { writer, ids, elsewhere } = await startedCache({ kind });
    const proposed = await writer.call("cache_invalidate", { tags: ["topic=pay"] });
    expect(proposed.value).toMatchObject({ cache: "support", entries: 2, deletes: "these-entries" });
    const examples = proposed.value?.examples as { entryId: string; prompt: string }[];
    expect(examples.map(({ entryId }) => entryId).sort()).toEqual([ids[0], ids[2]].sort());
    expect(examples.map(({ prompt }) => prompt).sort()).toEqual([QUESTIONS[0], QUESTIONS[2]].sort());
    expect(await isThere(writer, QUESTIONS[0]!)).toBe(true);

    const token = proposed.value?.token;
    const other = await elsewhere();
    expect((await other.call("cache_invalidate_approve", { token })).value).toEqual({
      cache: "support",
      deleted: 2,
    });
    expect(await isThere(other, QUESTIONS[0]!)).toBe(false);
    expect(await isThere(other, QUESTIONS[1]!)).toBe(true);
    const again = await writer.call("cache_invalidate_approve", { token });
    expect(again).toMatchObject({ code: "INVALID_ARGUMENT", text: expect.stringMatching(/Propose anew/) });
  });
});

describe("a proposal", () => {
  it("deletes exactly the entries that it listed, and not those that were stored since", async () => {
    const { writer, namespace } = await startedCache();
    const { value } = await writer.call("cache_invalidate", { tags: ["topic=pay"] });
    const cache = new SemanticCache({
      client,
      embedder: createTestEmbedder({ dimension: 64 }),
      ...{ namespace, name: CACHE_ID, tenant: "langcache", separateByTags: true },
    });
    await cache.store({ prompt: "May I pay later?", response: "Yes.", tags: ["topic=pay"] });
    const { value: done } = await writer.call("cache_invalidate_approve", { token: value?.token });
    expect(done).toMatchObject({ deleted: 2 });
    expect((await cache.lookup({ prompt: "May I pay later?" })).hit).toBe(true);
    await cache.close();
  });

  it("names one entry, a model, what is near a question, or everything", async () => {
    const { writer, ids } = await startedCache();
    const propose = async (target: object) => (await writer.call("cache_invalidate", { ...target })).value;
    expect(await propose({ entryId: ids[1] })).toMatchObject({
      entries: 1,
      deletes: "these-entries",
      examples: [{ entryId: ids[1], prompt: QUESTIONS[1] }],
    });
    expect(await propose({ near: QUESTIONS[1], similarity: 0.99 })).toMatchObject({
      entries: 1,
      examples: [{ entryId: ids[1] }],
    });
    const none = { cache: "support", entries: 0, deletes: "nothing", examples: [] };
    expect(await propose({ model: "large" })).toEqual(none);
    expect(await propose({ tags: ["topic=other"] })).toEqual(none);
    const all = await propose({ all: true });
    expect(all).toMatchObject({
      entries: 3,
      deletes: "all-that-match",
      token: expect.stringMatching(/^\S{32}$/),
    });
    const { value } = await writer.call("cache_invalidate_approve", { token: all?.token });
    expect(value).toEqual({ cache: "support", deleted: 3 });
    for (const prompt of QUESTIONS) expect(await isThere(writer, prompt)).toBe(false);
  });

  it("needs exactly one target", async () => {
    const { writer, ids } = await startedCache();
    for (const target of [
      {},
      { all: true, entryId: ids[0] },
      { near: "How?" },
      { all: true, similarity: 0.5 },
    ]) {
      expect(await writer.call("cache_invalidate", target)).toMatchObject({ code: "INVALID_ARGUMENT" });
    }
    expect(await writer.call("cache_invalidate", { all: false })).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await writer.call("cache_invalidate", { entryId: "x" })).toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });

  it("cannot be approved with a wrong token, after its time, or for another cache", async () => {
    const { writer, namespace } = await startedCache();
    const approve = (tools: McpClient, token: unknown) => tools.call("cache_invalidate_approve", { token });
    expect(await approve(writer, "x".repeat(32))).toMatchObject({ code: "INVALID_ARGUMENT" });

    const late = (await writer.call("cache_invalidate", { all: true })).value;
    const minutes = (Date.parse(String(late?.expiresAt)) - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(5);
    const [key] = readTexts("KEYS", await client.sendCommand(["KEYS", `{${namespace}:mcp}:proposal:*`]));
    const livesMs = Number(await client.sendCommand(["PTTL", key!]));
    expect(livesMs).toBeGreaterThan(240_000);
    expect(livesMs).toBeLessThanOrEqual(300_000);
    // Who reads Redis does not learn the token.
    expect(key).not.toContain(late?.token);
    await client.sendCommand(["PEXPIRE", key!, "0"]);
    expect(await approve(writer, late?.token)).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await isThere(writer, QUESTIONS[0]!)).toBe(true);
  });

  it("of one cache is worth nothing to a key of another one", async () => {
    const { url } = await startedGateway(
      {
        caches: [
          { id: CACHE_ID, name: "one", keys: [{ env: "WRITER" }] },
          { name: "two", keys: [{ env: "READER" }] },
        ],
        mcp: { write: true },
      },
      { environment: KEYS },
    );
    await post(`${url}/v1/caches/${CACHE_ID}/entries`, { prompt: "How?", response: "So." });
    const one = await mcpOverHttp(url, { key: KEYS.WRITER });
    const two = await mcpOverHttp(url, { key: KEYS.READER });
    expect((await two.call("cache_lookup", { cache: "one", prompt: "How?" })).text).toMatch(
      /^INVALID_ARGUMENT: cache: expected two, got another name/,
    );
    const token = (await one.call("cache_invalidate", { all: true })).value?.token;
    expect(await two.call("cache_invalidate_approve", { token })).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await isThere(one, "How?")).toBe(true);
  });

  it("is not to be made by a key that may only read, nor where the configuration allows no writing", async () => {
    const { reader } = await startedCache();
    await expect(reader.call("cache_invalidate", { all: true })).rejects.toThrow(/not found/);
    const { writer } = await startedCache({ write: false });
    expect((await writer.tools()).map(({ name }) => name)).not.toContain("cache_invalidate");
  });
});
