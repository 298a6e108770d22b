import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { SemanticCache } from "../../../src/cache/index.js";
import { connect, type VectorClient } from "../../../src/index.js";
import { MCP_CLIENTS, mcpOverStdio } from "../../helpers/mcp-client.js";
import { startOctavec } from "../../helpers/octavec-command.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const SETTLES = { timeout: 30_000, interval: 20 };

let client: VectorClient;
let folder: string;
/** A configuration without an embedder, whose model takes seconds to load. */
let config: string;
beforeAll(async () => {
  client = await connect({ url: inject("redisUrl") });
  folder = mkdtempSync(join(tmpdir(), "octavec-mcp-test-"));
  config = join(folder, "octavec.json");
  writeFileSync(config, JSON.stringify({ embedder: { kind: "none" }, caches: [{ name: "of-the-file" }] }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await client.close();
});

async function createdCollection(): Promise<{ readonly name: string; readonly namespace: string }> {
  const namespace = uniquePrefix("mcp-stdio");
  const articles = client.repository({ namespace, collection: "articles", dimension: 2 });
  await articles.upsertMany([
    { id: "a", vector: [1, 0], attributes: { lang: "en" } },
    { id: "b", vector: [0, 1] },
  ]);
  return { name: `${namespace}:articles`, namespace };
}

describe.each(MCP_CLIENTS)("octavec mcp with the client %s", (kind) => {
  it("has tools that read, and with --allow-write those that write", async () => {
    const { name: collection, namespace } = await createdCollection();
    const args = ["--config", config, "--redis", inject("redisUrl"), "--collections", `${namespace}:*`];
    const reading = await mcpOverStdio(args, { kind });
    const names = (await reading.tools()).map(({ name }) => name);
    expect(names).toEqual([
      ...["list_collections", "info", "search", "get"],
      ...["cache_lookup", "cache_explain", "cache_stats"],
    ]);
    const listed = (await reading.call("list_collections", { limit: 100 })).value?.collections;
    expect(listed).toEqual([{ collection, records: 2, dimension: 2, quantization: "q8" }]);
    const found = await reading.call("search", { collection, vector: [1, 0.1], limit: 1 });
    expect(found.value).toMatchObject({ hits: [{ id: "a", attributes: { lang: "en" } }] });
    expect((await reading.call("get", { collection, ids: ["b"] })).value).toEqual({
      records: [{ id: "b" }],
      missing: [],
    });

    const writing = await mcpOverStdio([...args, "--allow-write"], { kind });
    const added = (await writing.tools()).map(({ name }) => name).filter((name) => !names.includes(name));
    expect(added).toEqual(["upsert", "delete", "cache_invalidate", "cache_invalidate_approve"]);
    const records = [{ id: "c", vector: [1, 1] }];
    expect((await writing.call("upsert", { collection, records })).value).toEqual({
      inserted: 1,
      replaced: 0,
    });
    expect((await writing.call("delete", { collection, ids: ["c"] })).value).toEqual({ deleted: 1 });
  });
});

it("a cache of the library is opened by its place, also with a tenant of any characters", async () => {
  const namespace = uniquePrefix("mcp-stdio");
  const cache = new SemanticCache({ client, namespace, tenant: "alice@example.com", name: "faq" });
  await cache.store({ prompt: "How do I pay?", response: "By mail.", scope: { model: "large" } });
  await cache.close();
  const place = `${namespace}/alice%40example.com/faq`;
  const args = ["--config", config, "--redis", inject("redisUrl"), "--cache", place, "--allow-write"];
  const tools = await mcpOverStdio(args);
  expect((await tools.call("cache_stats")).value).toEqual({ caches: [place, "of-the-file"] });
  const asked = { cache: place, prompt: "how do i pay" };
  expect((await tools.call("cache_lookup", asked)).value).toMatchObject({ hit: false });
  const inScope = { ...asked, scope: { model: "large" } };
  expect((await tools.call("cache_lookup", inScope)).value).toMatchObject({
    hit: true,
    response: "By mail.",
  });
  expect((await tools.call("cache_lookup", { prompt: "how do i pay" })).text).toMatch(
    /^INVALID_ARGUMENT: cache: expected one of .*of-the-file, got none/,
  );
  const proposed = await tools.call("cache_invalidate", { cache: place, model: "large" });
  const { token } = proposed.value ?? {};
  expect((await tools.call("cache_invalidate_approve", { token })).value).toEqual({
    cache: place,
    deleted: 1,
  });
});

it("the program starts while Redis is down, answers with errors, and works when Redis is there", async () => {
  const redis = await startedRedis();
  await redis.kill();
  const tools = await mcpOverStdio(["--config", config, "--redis", redis.url, "--allow-write"]);
  const collection = "shop:articles";
  const failed = await tools.call("search", { collection, vector: [1, 0] });
  expect(failed.code).toMatch(/^(CONNECTION_(FAILED|LOST)|CIRCUIT_OPEN|TIMEOUT|POOL_TIMEOUT)$/);
  await redis.restart();
  const records = [{ id: "a", vector: [1, 0] }];
  await vi.waitFor(
    async () =>
      expect(
        (await tools.call("upsert", { collection, records, createCollection: true })).value,
      ).toBeDefined(),
    SETTLES,
  );
  expect((await tools.call("search", { collection, vector: [1, 0] })).value).toMatchObject({
    hits: [{ id: "a" }],
  });
});

/** The program with pipes, for what no SDK would send. */
function startedProgram(args: readonly string[], environment: Record<string, string> = {}) {
  const { child, events: replies, ended, errors } = startOctavec(["mcp", ...args], environment, "kept");
  const say = (message: object | string) =>
    child.stdin.write(`${typeof message === "string" ? message : JSON.stringify(message)}\n`);
  const replyTo = (id: number) =>
    vi.waitFor(() => {
      const reply = replies().find((one) => one.id === id);
      expect(reply, errors()).toBeDefined();
      return reply;
    }, SETTLES);
  return { child, say, replies, replyTo, ended, errors };
}

const params = {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "raw", version: "1" },
};
const HELLO = { jsonrpc: "2.0", id: 1, method: "initialize", params };

it("standard output has nothing but the protocol, whatever comes in and whatever the embedder loads", async () => {
  const { name: collection } = await createdCollection();
  const { say, replies, replyTo, ended, child, errors } = startedProgram(["--redis", inject("redisUrl")]);
  say(HELLO);
  await replyTo(1);
  say("this is no message");
  say({ hello: "world" });
  say('{"jsonrpc":"2.0","id":2,"method":');
  say({ jsonrpc: "2.0", method: "notifications/initialized" });
  say({ jsonrpc: "2.0", id: 3, method: "no/such/method" });
  const call = (id: number, name: string, args: object) =>
    say({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } });
  call(4, "search", { collection, text: "a text for the offline embedder" });
  call(5, "search", { collection, vector: "none" });
  call(6, "no_such_tool", {});
  expect(await replyTo(3)).toMatchObject({ error: { code: -32601 } });
  // The embedder makes vectors of 512 components. It was loaded for that.
  expect(await replyTo(4)).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringMatching(/512/) }] },
  });
  expect(await replyTo(5)).toMatchObject({ result: { isError: true } });
  expect(await replyTo(6)).toMatchObject({ error: { code: -32602 } });
  child.stdin.end();
  expect(await ended).toBe(0);
  for (const reply of replies()) expect(reply.jsonrpc).toBe("2.0");
  expect(errors()).not.toContain("this is no message");
});

describe("the program ends cleanly", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("with 0 on %s", async (signal) => {
    const { say, replyTo, child, ended, errors } = startedProgram([
      ...["--config", config, "--redis", inject("redisUrl")],
    ]);
    say(HELLO);
    await replyTo(1);
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(errors()).toBe("");
  });

  it("with 0 when its input ends, also before it has begun and with a call under way", async () => {
    const { ended, child } = startedProgram(["--config", config, "--redis", inject("redisUrl")]);
    child.stdin.end();
    expect(await ended).toBe(0);

    const redis = await startedRedis();
    await redis.pause();
    onTestFinished(() => redis.resume());
    const busy = startedProgram(["--config", config, "--redis", redis.url]);
    busy.say(HELLO);
    await busy.replyTo(1);
    busy.say({
      ...{ jsonrpc: "2.0", id: 2, method: "tools/call" },
      params: { name: "info", arguments: { collection: "shop:articles" } },
    });
    busy.say({ jsonrpc: "2.0", id: 3, method: "ping" });
    await busy.replyTo(3);
    busy.child.stdin.end();
    expect(await busy.ended).toBe(0);
  });

  it("with 1 and a message on standard error for arguments that do not fit", async () => {
    for (const args of [
      ["--cache", "support"],
      ["--cache", "support/acme%"],
      ["--collections", "shop:a b"],
      ["--write"],
      ["--config", join(folder, "absent.yaml")],
    ]) {
      const { ended, errors, replies } = startedProgram(args);
      expect(await ended).toBe(1);
      expect(errors()).not.toBe("");
      expect(replies()).toEqual([]);
    }
  });
});
