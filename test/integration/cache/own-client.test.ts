import { describe, expect, onTestFinished, test } from "vitest";
import { SemanticCache, type SemanticCacheOptions } from "../../../src/cache/index.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { connect, type OctavecEvent } from "../../../src/index.js";
import { ask } from "../../helpers/ask.js";
import { startedRedis } from "../../helpers/started-redis.js";

const SETTINGS = { namespace: "own", tenant: "acme", embedder: createTestEmbedder({ dimension: 64 }) };

function openCache(options: Partial<SemanticCacheOptions>): SemanticCache {
  const cache = new SemanticCache({ ...SETTINGS, ...options } as SemanticCacheOptions);
  onTestFinished(() => cache.close());
  return cache;
}

/** Connections that clients of octavec have to the server. */
async function connections(url: string): Promise<number> {
  return (await ask(url, "CLIENT", "LIST")).split("\n").filter((line) => line.includes("name=octavec"))
    .length;
}

describe("a cache with a url", () => {
  test("goes on without Redis until it is there, and tells how many calls went on without it", async () => {
    const redis = await startedRedis();
    await redis.kill();
    const events: OctavecEvent[] = [];
    const cache = openCache({ url: redis.url, onEvent: (event) => events.push(event) });
    const question = { prompt: "Where is my parcel?" };
    for (let call = 1; call <= 10; call++) {
      expect(await cache.wrap(question, async () => ({ response: `made ${call}` }))).toMatchObject({
        response: `made ${call}`,
        hit: false,
        reason: "unavailable",
        notStored: "unavailable",
        notStoredErrorCode: expect.stringMatching(/^(CONNECTION_FAILED|TIMEOUT)$/),
        why: { errorCode: expect.stringMatching(/^(CONNECTION_FAILED|TIMEOUT)$/) },
      });
    }
    expect(await cache.store({ ...question, response: "kept" })).toEqual({
      stored: false,
      reason: "unavailable",
      errorCode: expect.stringMatching(/^(CONNECTION_FAILED|TIMEOUT)$/),
    });
    expect(events.filter(({ type }) => type === "server-down")).toHaveLength(1);

    await redis.restart();
    const ups = () => events.filter(({ type }) => type === "server-up");
    await expect.poll(ups, { timeout: 20_000 }).toEqual([
      {
        type: "server-up",
        server: `${redis.host}:${redis.port}`,
        downMs: expect.any(Number),
        failedCalls: expect.any(Number),
        bypassedCalls: 10,
      },
    ]);
    const { errorsByCode } = await cache.stats();
    expect(Object.values(errorsByCode).reduce((sum, count) => sum + count, 0)).toBe(10);
    await expect
      .poll(async () => (await cache.wrap(question, async () => ({ response: "made late" }))).hit, {
        timeout: 20_000,
      })
      .toBe(true);
    expect(await cache.lookup(question)).toMatchObject({ hit: true, response: "made late" });
  });

  test("closes its client, which the caches of other tenants share", async () => {
    const redis = await startedRedis();
    const cache = openCache({ url: redis.url });
    const ofBolt = cache.forTenant("bolt");
    for (const one of [cache, ofBolt]) {
      await expect
        .poll(async () => (await one.store({ prompt: "Hello?", response: "hello" })).stored, {
          timeout: 20_000,
        })
        .toBe(true);
    }
    await expect.poll(() => connections(redis.url)).toBe(5);
    await ofBolt.close();
    expect(await cache.lookup({ prompt: "Hello?" })).toMatchObject({ hit: true });
    await cache.close();
    await expect.poll(() => connections(redis.url)).toBe(0);
  });

  test("refuses a wrong url, and url together with client, at once", async () => {
    const redis = await startedRedis();
    const client = await connect({ url: redis.url });
    onTestFinished(() => client.close());
    expect(() => openCache({ url: "localhost:6379" })).toThrow(/url: expected redis:\/\//);
    expect(() => openCache({ url: redis.url, client } as never)).toThrow(/either client.* or url; both came/);
    expect(() => openCache({})).toThrow(/either client.* or url; neither came/);
    expect(() => openCache({ client: null } as never)).toThrow(/client: expected a client of connect/);
  });
});

test("a client that was given is left open", async () => {
  const redis = await startedRedis();
  const client = await connect({ url: redis.url });
  onTestFinished(() => client.close());
  const cache = openCache({ client });
  await cache.store({ prompt: "Hello?", response: "hello" });
  await cache.close();
  expect(await client.sendCommand(["PING"])).toBe("PONG");
});

test("each cache on a client is told of its own failures in the background, and the client of all", async () => {
  const redis = await startedRedis();
  const all: string[] = [];
  const client = await connect({
    url: redis.url,
    onEvent: (event) => void (event.type === "background-failure" && all.push(event.job)),
  });
  onTestFinished(() => client.close());
  const events: OctavecEvent[] = [];
  const lines: string[] = [];
  const log = (_: object, message: string) => void lines.push(message);
  const watched = openCache({
    client,
    onEvent: (event) => events.push(event),
    logger: { info: log, warn: log, error: log },
    rerank: { rank: () => Promise.reject(new RangeError("Where is my parcel?")) },
    threshold: 0,
  });
  const other = openCache({
    client,
    tenant: "bolt",
    rerank: { rank: () => Promise.reject(new RangeError("no")) },
    threshold: 0,
  });
  for (const cache of [watched, other]) {
    for (const prompt of ["Where is it?", "When is it?"]) await cache.store({ prompt, response: prompt });
    await cache.lookup({ prompt: "Where is my parcel?" });
  }
  expect(events).toEqual([{ type: "background-failure", job: "rerank", code: "RangeError" }]);
  expect(lines).toEqual(["octavec: background work failed: rerank (RangeError)"]);
  expect(all).toEqual(["rerank", "rerank"]);
  expect((await client.health()).backgroundFailures).toEqual({ rerank: { RangeError: 2 } });
  expect((await watched.stats()).backgroundFailures).toEqual({ rerank: { RangeError: 1 } });
});
