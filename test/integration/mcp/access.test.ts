import { request } from "node:http";
import { beforeAll, describe, expect, inject, it, vi } from "vitest";
import { connect, type VectorClient } from "../../../src/index.js";
import { startedGateway } from "../../helpers/gateway.js";
import { mcpOverHttp } from "../../helpers/mcp-client.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const KEYS = {
  AGENT: "an-agents-key",
  ACME: "key-of-acme",
  GLOBEX: "key-of-globex",
  SUPPORT: "key-of-support",
};

let client: VectorClient;
beforeAll(async () => {
  client = await connect({ url: inject("redisUrl") });
  return () => client.close();
});

interface Asked {
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly method?: string;
}

const PING = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';

/** Asks without an SDK, which would not send what is refused. `fetch` sets no `Origin`. */
function ask(url: string, { headers = {}, body = PING, method = "POST" }: Asked = {}) {
  return new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const asked = request(new URL("/mcp", url), {
        method,
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
      });
      asked.on("error", reject);
      asked.on("response", (reply) => {
        let text = "";
        reply.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        reply.on("end", () => resolve({ status: reply.statusCode ?? 0, text, headers: reply.headers }));
      });
      asked.end(method === "POST" ? body : undefined);
    },
  );
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe("the path /mcp", () => {
  it("is not there unless the configuration has it", async () => {
    const { url } = await startedGateway({ caches: [{ name: "support" }] });
    expect((await ask(url)).status).toBe(404);
  });

  it("asks for a key, also where caches ask for none", async () => {
    const { url } = await startedGateway({ caches: [{ name: "support" }], mcp: {} });
    for (const headers of [{}, bearer("another-key"), { authorization: "Basic eDp5" }]) {
      const refused = await ask(url, { headers });
      expect(refused.status).toBe(401);
      expect(refused.headers["www-authenticate"]).toBe("Bearer");
      expect(JSON.parse(refused.text)).toMatchObject({ type: "/errors/authentication-failed" });
      expect(refused.text).not.toContain("another-key");
    }
  });

  it("serves callers without a key where it is open, and refuses a wrong key there", async () => {
    const { url } = await startedGateway(
      {
        caches: [{ name: "open" }, { name: "closed", keys: [{ env: "SUPPORT" }] }],
        mcp: { open: true },
      },
      { environment: KEYS },
    );
    const tools = await mcpOverHttp(url);
    expect((await tools.tools()).map(({ name }) => name)).toEqual([
      ...["list_collections", "info", "search", "get"],
      ...["cache_lookup", "cache_explain", "cache_stats"],
    ]);
    expect((await tools.call("cache_stats")).value).toMatchObject({ caches: ["open"] });
    expect((await ask(url, { headers: bearer("another-key") })).status).toBe(401);
  });

  it("refuses pages of other origins, before it looks at keys", async () => {
    const { url } = await startedGateway(
      { mcp: { originHosts: ["tools.example.com"], keys: [{ env: "AGENT", collections: ["*"] }] } },
      { environment: KEYS },
    );
    const statusFrom = async (origin: string) =>
      (await ask(url, { headers: { ...bearer(KEYS.AGENT), origin } })).status;
    expect(await statusFrom("http://evil.example")).toBe(403);
    expect(await statusFrom("http://localhost.evil.example")).toBe(403);
    expect(await statusFrom("null")).toBe(403);
    expect(await statusFrom("http://localhost:3000")).toBe(200);
    expect(await statusFrom("http://127.0.0.1")).toBe(200);
    expect(await statusFrom("https://tools.example.com")).toBe(200);
    expect((await ask(url, { headers: { origin: "http://evil.example" } })).status).toBe(403);
  });

  it("refuses what is no message of the protocol, too much, and the paths of sessions", async () => {
    const { url } = await startedGateway(
      { limits: { bodyBytes: 2_048 }, mcp: { keys: [{ env: "AGENT", collections: ["*"] }] } },
      { environment: KEYS },
    );
    const headers = bearer(KEYS.AGENT);
    expect((await ask(url, { headers, body: "{" })).status).toBe(400);
    expect((await ask(url, { headers, body: '{"hello":"world"}' })).status).toBe(400);
    expect((await ask(url, { headers, body: "" })).status).toBe(400);
    expect((await ask(url, { headers, body: `[${PING},${PING}]` })).status).toBe(400);
    expect((await ask(url, { headers, body: JSON.stringify({ text: "x".repeat(4_000) }) })).status).toBe(413);
    expect((await ask(url, { headers, method: "GET" })).status).toBe(405);
    expect((await ask(url, { headers, method: "DELETE" })).status).toBe(405);
    expect((await ask(url, { headers: { ...headers, "content-type": "text/plain" } })).status).toBe(415);
    // And goes on serving.
    expect((await ask(url, { headers })).status).toBe(200);
  });

  it("counts the requests of a key", async () => {
    const { url } = await startedGateway(
      { mcp: { keys: [{ env: "AGENT", collections: ["*"], requestsPerMinute: 2 }] } },
      { environment: KEYS },
    );
    const headers = bearer(KEYS.AGENT);
    const replies = [await ask(url, { headers }), await ask(url, { headers }), await ask(url, { headers })];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(replies[2]?.headers["retry-after"])).toBeGreaterThan(0);
  });

  it("takes other keys when the configuration changes", async () => {
    const config = (env: string) => ({ mcp: { keys: [{ env, collections: ["*"] }] } });
    const namespace = uniquePrefix("mcp");
    const { gateway, url } = await startedGateway({ namespace, ...config("AGENT") }, { environment: KEYS });
    const statusOf = async (key: string) => (await ask(url, { headers: bearer(key) })).status;
    expect(await statusOf(KEYS.AGENT)).toBe(200);
    const same = { redis: inject("redisUrl"), namespace, listen: { port: 0, adminPort: 0 } };
    expect(await gateway.reload({ ...same, ...config("ACME") })).toEqual([]);
    expect([await statusOf(KEYS.AGENT), await statusOf(KEYS.ACME)]).toEqual([401, 200]);
    await gateway.reload(same);
    expect(await statusOf(KEYS.ACME)).toBe(401);
  });
});

describe("a key opens what it is for and nothing else", () => {
  it("collections, by name or by their beginning", async () => {
    const namespace = uniquePrefix("mcp");
    for (const name of ["a", "b", "ab"]) {
      const collection = client.repository({ namespace, collection: name, dimension: 2 });
      await collection.upsert({ id: name, vector: [1, 0] });
    }
    const { url } = await startedGateway(
      {
        mcp: {
          keys: [
            { env: "ACME", collections: [`${namespace}:a`] },
            { env: "GLOBEX", collections: [`${namespace}:a*`] },
          ],
        },
      },
      { environment: KEYS },
    );
    const namesOf = async (key: string) => {
      const tools = await mcpOverHttp(url, { key });
      const { value } = await tools.call("list_collections", { limit: 100 });
      return (value?.collections as { collection: string }[] | undefined)?.map(
        ({ collection }) => collection,
      );
    };
    expect(await namesOf(KEYS.ACME)).toEqual([`${namespace}:a`]);
    expect(await namesOf(KEYS.GLOBEX)).toEqual([`${namespace}:a`, `${namespace}:ab`]);
    const acme = await mcpOverHttp(url, { key: KEYS.ACME });
    const refused = await acme.call("get", { collection: `${namespace}:ab`, ids: ["ab"] });
    expect(refused.code).toBe("NOT_AUTHORIZED");
    await expect(acme.call("cache_stats")).rejects.toThrow(/not found/);
  });

  it("the answers of its own tenant of the proxy", async () => {
    const { url } = await startedGateway(
      {
        caches: [{ name: "support", keys: [{ env: "SUPPORT" }] }],
        proxy: {
          cache: "support",
          keys: [
            { env: "ACME", tenant: "acme" },
            { env: "GLOBEX", tenant: "globex" },
          ],
        },
        mcp: { write: true, keys: [{ env: "AGENT", collections: ["*"], caches: ["support"] }] },
      },
      { environment: KEYS },
    );
    const of = (key: string) => mcpOverHttp(url, { key });
    const [acme, globex, support, agent] = [
      await of(KEYS.ACME),
      await of(KEYS.GLOBEX),
      await of(KEYS.SUPPORT),
      await of(KEYS.AGENT),
    ];
    for (const tools of [acme, globex]) {
      expect((await tools.call("cache_stats")).value).toMatchObject({ caches: ["support/answers"] });
      await expect(tools.call("list_collections")).rejects.toThrow(/not found/);
    }
    // A look-up counts in the account of its own tenant.
    await acme.call("cache_lookup", { prompt: "How do I pay?" });
    const lookupsOf = async (tools: typeof acme) =>
      ((await tools.call("cache_stats")).value?.stats as { lookups: number } | undefined)?.lookups;
    expect([await lookupsOf(acme), await lookupsOf(globex), await lookupsOf(support)]).toEqual([1, 0, 0]);
    expect((await agent.call("cache_stats")).value).toMatchObject({ caches: ["support"] });
    const names = (await agent.tools()).map(({ name }) => name);
    expect(names).toContain("list_collections");
    // The key of the tools may only read, although there are tools that write.
    expect(names).not.toContain("cache_invalidate");
    expect((await acme.tools()).map(({ name }) => name)).toContain("cache_invalidate");
  });
});

it("while Redis is down tools answer with an error and its code, and work again afterwards", async () => {
  const redis = await startedRedis();
  const { url } = await startedGateway(
    {
      redis: redis.url,
      caches: [{ name: "support", keys: [{ env: "SUPPORT" }] }],
      mcp: {
        write: true,
        keys: [{ env: "AGENT", write: true, collections: ["shop:articles"], caches: ["support"] }],
      },
    },
    { environment: KEYS },
  );
  const tools = await mcpOverHttp(url, { key: KEYS.AGENT });
  const collection = "shop:articles";
  const records = [{ id: "a", vector: [1, 0] }];
  await tools.call("upsert", { collection, records, createCollection: true });
  await redis.kill();
  const calls: [string, Record<string, unknown>][] = [
    ["list_collections", {}],
    ["info", { collection }],
    ["search", { collection, vector: [1, 0] }],
    ["get", { collection, ids: ["a"] }],
    ["upsert", { collection, records }],
    ["delete", { collection, ids: ["a"] }],
    ["cache_stats", {}],
    ["cache_invalidate", { all: true }],
    ["cache_invalidate_approve", { token: "x" }],
  ];
  // At the same time, because each waits for its retries.
  const answers = await Promise.all(calls.map(([name, args]) => tools.call(name, args)));
  for (const [place, { code, text }] of answers.entries()) {
    expect([calls[place]?.[0], code]).toEqual([
      calls[place]?.[0],
      expect.stringMatching(/^(CONNECTION_(FAILED|LOST)|CIRCUIT_OPEN|TIMEOUT|POOL_TIMEOUT|SERVER_BUSY)$/),
    ]);
    expect(text).toMatch(/may succeed a little later/);
  }
  const missed = await tools.call("cache_lookup", { prompt: "How?" });
  expect(missed.value).toMatchObject({ hit: false, reason: "unavailable" });
  await redis.restart();
  await vi.waitFor(
    async () => expect((await tools.call("cache_stats")).value).toMatchObject({ caches: ["support"] }),
    { timeout: 30_000, interval: 100 },
  );
});
