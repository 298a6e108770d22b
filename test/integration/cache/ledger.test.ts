import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, inject, it, onTestFinished, vi } from "vitest";
import type { CacheClient } from "../../../src/cache/cache-parts.js";
import { FLUSH_LEDGER } from "../../../src/cache/entries/scripts/ledger.lua.js";
import { CacheKeys } from "../../../src/cache/question/cache-keys.js";
import { createTestEmbedder, type Embedder } from "../../../src/embedding/index.js";
import { openCache, type TestCacheOptions } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const SCOPE = { model: "large", system: "You help customers." };
const ASKED = "how do I reset the password of my account";
const USAGE = { inputTokens: 1_000, outputTokens: 500 };
const PRICES = {
  prices: { large: { inputPerMillion: 2.5, outputPerMillion: 10 } },
  embeddingPricePerMillion: 0.1,
} as const;
/** One hit saves this. */
const SAVED = 0.0025 + 0.005;

/** No batch goes out by itself within a test. */
const QUIET: TestCacheOptions = { telemetry: PRICES, timings: { ledgerFlushMs: 60_000 } };

onEachServer(({ url }) => {
  it("counts hits by tier, misses by reason, tokens and money, before and after they are in Redis", async () => {
    const { cache, another } = await openCache(url, { ...QUIET, threshold: 0.85 });
    await cache.lookup({ prompt: ASKED, scope: SCOPE });
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link.", usage: USAGE });
    const fresh = another();
    await fresh.lookup({ prompt: ASKED, scope: SCOPE });
    await fresh.lookup({ prompt: ASKED, scope: SCOPE });
    await fresh.lookup({ prompt: `${ASKED} please`, scope: SCOPE });
    await fresh.lookup({ prompt: "what is the weather in Paris", scope: SCOPE });
    await fresh.lookup({ prompt: "  ", scope: SCOPE });
    const expected = {
      lookups: 5,
      hits: 3,
      hitsByTier: { memory: 1, exact: 1, semantic: 1 },
      misses: 1,
      bypasses: 1,
      errors: 0,
      byReason: { "below-threshold": 1, "empty-prompt": 1 },
      hitRatio: 0.75,
    };
    const own = await fresh.stats();
    expect(own).toMatchObject(expected);
    expect(own.saved).toEqual({ inputTokens: 3_000, outputTokens: 1_500, money: 3 * SAVED, unpricedHits: 0 });
    expect(own.hitRatioGoal).toEqual({ least: 0.6, most: 0.8, reached: "within" });
    await fresh.close();
    await cache.close();
    const all = await another().stats();
    expect(all).toMatchObject({
      ...expected,
      lookups: 6,
      misses: 2,
      byReason: { ...expected.byReason, "not-found": 1 },
      hitRatio: 0.6,
      stores: { stored: 1, replaced: 0 },
      entries: 1,
      saved: own.saved,
    });
    expect(all.embedding.texts).toBe(4);
    expect(all.netSaved).toBeCloseTo(3 * SAVED - all.embedding.cost, 9);
    expect(all.returnOnInvestment).toBeCloseTo(all.netSaved / all.embedding.cost, 6);
    expect(all.bytes).toBeGreaterThan(1_000);
    expect(all.similarity.counts.hit.reduce((a, b) => a + b)).toBe(1);
    expect(all.similarity.counts.miss.reduce((a, b) => a + b)).toBe(1);
  });

  it("counts declared categories apart, and counts hits whose price is unknown", async () => {
    const { cache } = await openCache(url, { ...QUIET, categories: { billing: {} } });
    const ask = (category: string, model: string) => ({ prompt: ASKED, scope: { model }, category });
    for (const [category, model] of [
      ["billing", "large"],
      ["smalltalk", "unlisted"],
    ] as const) {
      await cache.store({ ...ask(category, model), response: "Yes.", usage: USAGE });
      expect(await cache.lookup(ask(category, model))).toMatchObject({ hit: true });
    }
    const stats = await cache.stats();
    expect(Object.keys(stats.categories)).toEqual(["billing"]);
    expect(stats.categories.billing).toMatchObject({ lookups: 1, hits: 1, saved: { money: SAVED } });
    expect(stats.saved).toMatchObject({ inputTokens: 2_000, money: SAVED, unpricedHits: 1 });
  });

  it("adds up over instances, and counts a batch once that was sent twice", async () => {
    const { client, cache, another, namespace } = await openCache(url, QUIET);
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link.", usage: USAGE });
    const instances = [cache, another(), another()];
    for (const instance of instances) {
      for (let i = 0; i < 4; i++) await instance.lookup({ prompt: ASKED, scope: SCOPE });
      await instance.close();
    }
    const reader = another();
    expect(await reader.stats()).toMatchObject({ hits: 12, saved: { inputTokens: 12_000 } });

    const keys = new CacheKeys({ namespace, tenant: "acme", name: "cache" });
    const flush = ["EVAL", FLUSH_LEDGER, "1", keys.generation, "some-instance", "1", "60", "hit:memory", "5"];
    expect(await client.sendCommand(flush)).toEqual([1, "1", expect.any(String)]);
    expect(await client.sendCommand(flush)).toEqual([0, "1", expect.any(String)]);
    expect(await reader.stats()).toMatchObject({ hits: 17 });
    expect(await client.sendCommand(["TTL", `${keys.base}led:some-instance`])).toBeGreaterThan(0);
  });

  it.each(["request", "reply"] as const)(
    "a batch whose %s was lost is neither lost nor counted twice",
    async (what) => {
      const { client, cache, another } = await openCache(url, QUIET);
      const line = brokenLine(client.executor);
      const instance = another({ client: { executor: line.executor } });
      await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
      await instance.lookup({ prompt: ASKED, scope: SCOPE });
      line.loseNext(what);
      await instance.close();
      expect(line.lost).toBe(1);
      expect(await instance.stats()).toMatchObject({ hits: 1 });
      expect(await another().stats()).toMatchObject({ hits: 1 });
    },
  );

  it.each(["request", "reply"] as const)(
    "a batch whose %s was lost for good is part of the instance's own figures once",
    async (what) => {
      const { client, cache, another } = await openCache(url, QUIET);
      const line = brokenLine(client.executor);
      const instance = another({ client: { executor: line.executor } });
      await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
      await instance.lookup({ prompt: ASKED, scope: SCOPE });
      line.loseNext(what, 2);
      await instance.close();
      expect(line.lost).toBe(2);
      expect(await instance.stats()).toMatchObject({ hits: 1 });
    },
  );

  it("token counts that make no sense do not spoil the sums", async () => {
    const { cache } = await openCache(url, { ...QUIET, memory: false });
    for (const inputTokens of [Number.POSITIVE_INFINITY, -5, Number.NaN, 1e300, 7]) {
      await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link.", usage: { inputTokens } });
      expect(await cache.lookup({ prompt: ASKED, scope: SCOPE })).toMatchObject({ hit: true });
    }
    await cache.close();
    expect(await cache.stats()).toMatchObject({ hits: 5, saved: { inputTokens: 7 } });
  });

  it("verdicts are counted by tier and similarity, and an answer judged wrong is removed everywhere", async () => {
    const { cache, another } = await openCache(url, { ...QUIET, threshold: 0.8 });
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
    const fresh = another();
    const found = await fresh.lookup({ prompt: `${ASKED} please`, scope: SCOPE });
    const entryId = found.hit ? found.entryId : "";
    const similarity = found.hit ? found.similarity : 0;
    expect(await fresh.feedback(entryId, { correct: true })).toEqual({ known: true, removed: false });
    expect(await fresh.feedback(entryId, { correct: false, remove: false })).toMatchObject({
      removed: false,
    });
    expect(await fresh.feedback(entryId, { correct: false, tier: "exact", similarity: 1 })).toEqual({
      known: true,
      removed: true,
    });
    expect(await fresh.feedback(entryId, { correct: true })).toMatchObject({ known: false });
    expect(await fresh.lookup({ prompt: ASKED, scope: SCOPE })).toMatchObject({ hit: false });
    const { feedback, entries } = await fresh.stats();
    expect(entries).toBe(0);
    expect(feedback).toMatchObject({ correct: 2, incorrect: 2, precision: 0.5 });
    expect(feedback.tiers.semantic).toMatchObject({ correct: 2, incorrect: 1 });
    expect(feedback.tiers.exact).toMatchObject({ correct: 0, incorrect: 1 });
    const bin = Math.floor(similarity * 50);
    expect(feedback.similarity.counts.correct[bin]).toBe(2);
    expect(feedback.similarity.counts.incorrect[49]).toBe(1);
    await expect(fresh.feedback("short", { correct: true })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });

  it("the verdicts kept with an entry stay small", async () => {
    const { client, cache, namespace } = await openCache(url, QUIET);
    const stored = await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
    const entryId = stored.stored ? stored.entryId : "";
    for (let i = 0; i < 20; i++)
      await cache.feedback(entryId, { correct: i !== 19, similarity: 0.9, remove: false });
    const keys = new CacheKeys({ namespace, tenant: "acme", name: "cache" });
    const notes = String(await client.sendCommand(["HGET", keys.entry("0", entryId), "n"])).split(" ");
    expect(notes).toEqual([...Array.from({ length: 15 }, () => "+0.9000"), "-0.9000"]);
  });

  it("a verdict on an answer that was made under a lease leaves the number of the lease unchanged", async () => {
    const { client, cache, namespace } = await openCache(url, QUIET);
    const { entryId = "" } = await cache.wrap({ prompt: ASKED, scope: SCOPE }, async () => ({
      response: "Use the link.",
    }));
    const key = new CacheKeys({ namespace, tenant: "acme", name: "cache" }).entry("0", entryId);
    const fence = await client.sendCommand(["HGET", key, "f"]);
    expect(Number(fence)).toBeGreaterThan(0);
    await cache.feedback(entryId, { correct: true, similarity: 0.9 });
    expect(await client.sendCommand(["HMGET", key, "f", "n"])).toEqual([fence, "+0.9000"]);
  });
});

it("failures are counted too: an embedder that fails, a server that is gone", async () => {
  const redis = await startedRedis();
  let isBroken = true;
  const inner = createTestEmbedder({ dimension: 128 });
  const embedder: Embedder = {
    ...inner,
    embed: async (texts, options) => {
      if (isBroken) throw new Error("no model");
      return inner.embed(texts, options);
    },
  };
  const { cache } = await openCache(
    redis.url,
    { ...QUIET, embedder, memory: false, timeoutMs: 300 },
    { acquireTimeoutMs: 300, commandTimeoutMs: 300 },
  );
  const request = { prompt: ASKED, scope: SCOPE };
  await cache.lookup(request);
  await cache.store({ ...request, response: "Use the link." });
  isBroken = false;
  await redis.kill();
  await cache.lookup(request);
  await cache.store({ ...request, response: "Use the link." });
  await expect(cache.stats()).rejects.toThrow();
  await redis.restart();
  const expected = {
    lookups: 2,
    errors: 2,
    misses: 0,
    hitRatio: undefined,
    byReason: { "embedding-failed": 1, unavailable: 1 },
    stores: { stored: 0, refused: { "embedding-failed": 1, unavailable: 1 } },
  };
  await vi.waitFor(async () => expect(await cache.stats()).toMatchObject(expected), { timeout: 10_000 });
});

it("counts reach Redis soon, so that little is lost when a process is killed", async () => {
  const redis = await startedRedis();
  const { cache, namespace } = await openCache(redis.url, QUIET);
  await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link.", usage: USAGE });
  const child = spawn(
    process.execPath,
    [join(inject("programs"), "cache-lookups.js"), redis.url, namespace, ASKED, JSON.stringify(SCOPE), "50"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await once(child.stdout, "data");
  await vi.waitFor(async () => expect(await cache.stats()).toMatchObject({ hits: 50 }), { timeout: 10_000 });
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await cache.stats()).toMatchObject({ hits: 50, hitsByTier: { exact: 1, memory: 49 } });
});

it("sums and unexpired answers survive a restart of a server with an append-only file", async () => {
  const redis = await startedRedis("--appendonly", "yes", "--appendfsync", "always");
  const { cache, another } = await openCache(redis.url, { ...QUIET, threshold: 0.8 });
  const prompts = Array.from(
    { length: 20 },
    (_, index) => `question number ${index} about topic ${index * 7}`,
  );
  await cache.warm(
    prompts.map((prompt, index) => ({ prompt, scope: SCOPE, response: `answer ${index}`, usage: USAGE })),
  );
  for (const prompt of prompts)
    expect(await cache.lookup({ prompt, scope: SCOPE })).toMatchObject({ hit: true });
  await cache.close();
  await redis.kill();
  await redis.restart();
  const fresh = another({ memory: false });
  await vi.waitFor(async () => expect(await fresh.stats()).toMatchObject({ hits: 20, entries: 20 }), {
    timeout: 10_000,
  });
  for (const [index, prompt] of prompts.entries()) {
    const found = await fresh.lookup({ prompt, scope: SCOPE });
    expect(found).toMatchObject({ hit: true, tier: "exact", response: `answer ${index}` });
  }
  const reworded = await fresh.lookup({ prompt: `${prompts[3]} please`, scope: SCOPE });
  expect(reworded).toMatchObject({ hit: true, tier: "semantic", response: "answer 3" });
});

/** A line on which single messages get lost. */
function brokenLine(inner: CacheClient["executor"]) {
  const losing: ("request" | "reply")[] = [];
  const line = {
    lost: 0,
    loseNext: (what: "request" | "reply", times = 1) => {
      losing.push(...Array.from({ length: times }, () => what));
    },
    executor: {
      capabilities: inner.capabilities,
      pipeline: inner.pipeline.bind(inner),
      send: async (...args: Parameters<typeof inner.send>) => {
        const losses = losing.shift();
        if (losses !== undefined) line.lost++;
        if (losses !== "request") {
          const reply = await inner.send(...args);
          if (losses === undefined) return reply;
        }
        throw new Error("the connection broke");
      },
    },
  };
  return line;
}
