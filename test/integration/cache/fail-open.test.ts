import { expect, it, onTestFinished } from "vitest";
import { createTestEmbedder, type Embedder } from "../../../src/embedding/index.js";
import type { ConnectOptions } from "../../../src/index.js";
import { ask, info } from "../../helpers/ask.js";
import { type OpenedCache, openCache } from "../../helpers/cache.js";
import { eventually } from "../../helpers/processes.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { TcpProxy } from "../../helpers/tcp-proxy/index.js";

/** Cache time of one call, as by default. */
const TIMEOUT_MS = 50;
/** Far beyond it, for machines with other things to do; without a bound a call would take seconds. */
const GENEROUS_MS = 1_500;
const CALLS = 12;

async function openFailing(url: string, options: ConnectOptions = {}): Promise<OpenedCache> {
  return openCache(url, { timeoutMs: TIMEOUT_MS }, { connectTimeoutMs: 500, ...options });
}

/** Asks one new question after the other: each is answered by one producer call, soon, whatever Redis does. */
async function expectAnswers({ cache }: OpenedCache, topic: string): Promise<string[]> {
  const codes = new Set<string>();
  for (let i = 0; i < CALLS; i++) {
    let calls = 0;
    const startedAtMs = performance.now();
    const answer = await cache.wrap({ prompt: `${topic} ${i}` }, async () => ({ response: `a${++calls}` }));
    expect(performance.now() - startedAtMs).toBeLessThan(GENEROUS_MS);
    expect(answer).toMatchObject({ hit: false, response: "a1" });
    codes.add(answer.why.errorCode ?? answer.notStored ?? "none");
  }
  return [...codes];
}

/** Until questions are answered from the cache again: nobody has told it that Redis is back. */
async function expectRecovery({ another }: OpenedCache, prompt: string): Promise<void> {
  const cache = another({ memory: false });
  await eventually("the cache is taken up again", async () => {
    const { hit } = await cache.wrap({ prompt }, async () => ({ response: "made" }));
    return hit;
  });
}

it("while Redis is down every call is answered by its producer, and by the cache when it is back", async () => {
  const redis = await startedRedis();
  const opened = await openFailing(redis.url);
  await expectRecovery(opened, "before");
  await redis.kill();
  expect(await expectAnswers(opened, "down")).not.toContain("none");
  await redis.restart();
  await expectRecovery(opened, "after");
});

it("while Redis hangs every call is answered by its producer, and by the cache when it goes on", async () => {
  const redis = await startedRedis();
  const opened = await openFailing(redis.url);
  await expectRecovery(opened, "before");
  await redis.pause();
  expect(await expectAnswers(opened, "hung")).not.toContain("none");
  await redis.resume();
  await expectRecovery(opened, "after");
});

it("a Redis that is too slow is not waited for", async () => {
  const redis = await startedRedis();
  const proxy = await TcpProxy.start(redis.port);
  onTestFinished(() => proxy.close());
  const opened = await openFailing(proxy.url);
  await expectRecovery(opened, "before");
  proxy.setDelay(300);
  expect(await expectAnswers(opened, "slow")).not.toContain("none");
  proxy.setDelay(0);
  await expectRecovery(opened, "after");
});

it("if Redis is slow, but answers one trip in time, the answer is stored in the background", async () => {
  const redis = await startedRedis();
  const proxy = await TcpProxy.start(redis.port);
  onTestFinished(() => proxy.close());
  const { another } = await openCache(proxy.url, { memory: false, timeoutMs: 600 });
  const cache = another();
  await cache.wrap({ prompt: "so that the scripts are known" }, async () => ({ response: "made" }));
  proxy.setDelay(200);
  const made = await cache.wrap({ prompt: "far away" }, async () => ({ response: "made" }));
  expect(made).toMatchObject({ response: "made", notStored: "pending" });
  await eventually("it is stored", async () => (await cache.lookup({ prompt: "far away" })).hit);
});

it("without a valid password every call is answered by its producer, and by the cache when it fits again", async () => {
  const redis = await startedRedis();
  const user = ["ACL", "SETUSER", "app", "on", "~*", "&*", "+@all"];
  await ask(redis.url, ...user, ">the-old-one");
  const opened = await openFailing(redis.url, { username: "app", password: "the-old-one" });
  await expectRecovery(opened, "before");
  await ask(redis.url, ...user, "resetpass", ">another-one");
  await ask(redis.url, "CLIENT", "KILL", "USER", "app");
  expect(await expectAnswers(opened, "refused")).not.toContain("none");
  await ask(redis.url, ...user, "resetpass", ">the-old-one");
  await expectRecovery(opened, "after");
});

it("with the circuit breaker open every call is answered by its producer", async () => {
  const redis = await startedRedis();
  const opened = await openFailing(redis.url);
  await expectRecovery(opened, "before");
  const release = await opened.client.isolate();
  expect(await expectAnswers(opened, "isolated")).toEqual(["CIRCUIT_OPEN"]);
  release();
  await expectRecovery(opened, "after");
});

it("a full Redis answers look-ups and stores nothing more until there is room again", async () => {
  const redis = await startedRedis("--maxmemory-policy", "noeviction");
  const opened = await openCache(redis.url);
  await opened.cache.wrap({ prompt: "before" }, async () => ({ response: "made" }));
  const used = await info(redis.url, "memory", "used_memory");
  await ask(redis.url, "CONFIG", "SET", "maxmemory", "1");
  expect(await expectAnswers(opened, "full")).toEqual(["unavailable"]);
  expect(await opened.another().lookup({ prompt: "before" })).toMatchObject({ hit: true, tier: "exact" });
  await ask(redis.url, "CONFIG", "SET", "maxmemory", String(Number(used) * 4));
  await expectRecovery(opened, "after");
});

it("many callers at a time during an outage cost one producer call for each question", async () => {
  const redis = await startedRedis();
  const { cache } = await openFailing(redis.url);
  await redis.pause();
  let calls = 0;
  const produce = async () => {
    calls++;
    return { response: "made" };
  };
  await Promise.all(Array.from({ length: 100 }, () => cache.wrap({ prompt: "asked by all" }, produce)));
  expect(calls).toBe(1);
  await redis.resume();
});

it("a failing, hanging or lying embedder leaves exact answers, also new ones", async () => {
  const { url } = await startedRedis();
  const sane = createTestEmbedder({ dimension: 128 });
  let way: Embedder["embed"] = sane.embed;
  const embedder: Embedder = { model: "m", dimension: 128, embed: (...given) => way(...given) };
  const { cache, another } = await openCache(url, {
    embedder,
    embedTimeoutMs: 50,
    embedBreaker: { failures: 100 },
  });
  await cache.wrap({ prompt: "known before" }, async () => ({ response: "made" }));
  const ways: Record<string, Embedder["embed"]> = {
    EMBEDDING_FAILED: async () => [new Float32Array(127).fill(1)],
    TIMEOUT: () => new Promise(() => {}),
    TypeError: () => {
      throw new TypeError("no network");
    },
  };
  for (const [errorCode, failing] of Object.entries(ways)) {
    way = failing;
    const prompt = `new while ${errorCode}`;
    const made = await cache.wrap({ prompt }, async () => ({ response: errorCode }));
    expect(made).toMatchObject({ hit: false, reason: "embedding-failed", why: { errorCode } });
    expect(made.notStored).toBeUndefined();
    const fresh = another();
    expect(await fresh.lookup({ prompt })).toMatchObject({ hit: true, tier: "exact", response: errorCode });
    expect(await fresh.lookup({ prompt: "known before" })).toMatchObject({ hit: true, tier: "exact" });
    expect(await fresh.store({ prompt: "by hand", response: "x" })).toMatchObject({
      reason: "embedding-failed",
    });
  }
});

it("a vector of NaN or zeros is an embedder's failure", async () => {
  const { url } = await startedRedis();
  for (const value of [0, Number.NaN]) {
    const embed = async () => [new Float32Array(128).fill(value)];
    const { cache } = await openCache(url, { embedder: { model: "m", dimension: 128, embed } });
    const made = await cache.wrap({ prompt: "asked" }, async () => ({ response: "made" }));
    expect(made).toMatchObject({ response: "made", reason: "embedding-failed" });
  }
});

it("a conversation that cannot be condensed is answered by the producer and not cached", async () => {
  const { url } = await startedRedis();
  const messages = ["user", "assistant", "user"].map((role) => ({ role: role as "user", content: role }));
  const ways = [() => Promise.reject(new RangeError("no")), () => new Promise<string>(() => {})];
  for (const condense of ways) {
    const { cache } = await openCache(url, { multiTurn: "condensed", condense, embedTimeoutMs: 50 });
    const made = await cache.wrap({ messages }, async () => ({ response: "made" }));
    expect(made).toMatchObject({ response: "made", hit: false, reason: "condense-failed" });
    expect(["RangeError", "TIMEOUT"]).toContain(made.why.errorCode);
    expect(await cache.lookup({ messages })).toMatchObject({ hit: false, reason: "condense-failed" });
    expect(await cache.store({ messages, response: "x" })).toEqual({
      stored: false,
      reason: "condense-failed",
      errorCode: made.why.errorCode,
    });
  }
});

it("an empty answer and one that is too large are given and not stored", async () => {
  const { url } = await startedRedis();
  const { cache } = await openCache(url);
  const wrap = (response: string) => cache.wrap({ prompt: "asked" }, async () => ({ response }));
  expect(await wrap("  ")).toMatchObject({ response: "  ", notStored: "empty-response" });
  expect(await wrap("ä".repeat(2 ** 19 + 1))).toMatchObject({ notStored: "response-too-large" });
  const largest = "ä".repeat(2 ** 19);
  expect(await wrap(largest)).toMatchObject({ hit: false, response: largest });
  expect(await wrap("other")).toMatchObject({ hit: true, response: largest });
});

it("an impossible life is refused before anything is made", async () => {
  const { url } = await startedRedis();
  const { cache } = await openCache(url);
  let calls = 0;
  const produce = async () => ({ response: `answer ${++calls}` });
  await expect(cache.wrap({ prompt: "asked" }, produce, { ttlMs: 0 })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  expect(calls).toBe(0);
});

it("the caller's signal ends the wait for Redis, for the embedder and for the producer", async () => {
  const redis = await startedRedis();
  const embedders: (Embedder | undefined)[] = [
    { model: "m", dimension: 8, embed: () => new Promise(() => {}) },
    undefined,
  ];
  for (const embedder of embedders) {
    const { cache } = await openCache(redis.url, embedder === undefined ? {} : { embedder });
    const controller = new AbortController();
    let isProducing = false;
    const waiting = cache.wrap(
      { prompt: "asked" },
      () => {
        isProducing = true;
        return new Promise(() => {});
      },
      { signal: controller.signal },
    );
    if (embedder === undefined) await eventually("the producer is at work", async () => isProducing);
    controller.abort("enough");
    await expect(waiting).rejects.toBe("enough");
  }
  const { cache } = await openCache(redis.url, { timeoutMs: 60_000 });
  await redis.pause();
  const controller = new AbortController();
  const options = { signal: controller.signal };
  const waiting = cache.wrap({ prompt: "asked" }, async () => ({ response: "made" }), options);
  const looking = cache.lookup({ prompt: "asked" }, options);
  controller.abort("enough");
  await expect(waiting).rejects.toBe("enough");
  await expect(looking).rejects.toBe("enough");
  await redis.resume();
});
