import { describe, expect, it } from "vitest";
import type { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { NO_SWEEP, openCache, type TestCacheOptions } from "../../helpers/cache.js";
import { countsOf, tenantKeys } from "../../helpers/cache-keys.js";
import { eventually } from "../../helpers/processes.js";
import { onEachServer } from "../../helpers/servers.js";
import { sweepNow } from "../../helpers/sweep.js";

const FAR_APART = [
  "where is my parcel",
  "reset the password",
  "opening hours on Sunday",
  "cancel the contract",
];
const [PARCEL = "", PASSWORD = "", HOURS = "", CONTRACT = ""] = FAR_APART;

onEachServer(({ url }) => {
  /** Everything is in Redis alone, and hits are noted as soon as the cache that was asked is closed. */
  async function open(options: TestCacheOptions) {
    const opened = await openCache(url, { memory: false, timings: NO_SWEEP, ...options });
    const hit = async (...prompts: string[]) => {
      const asking = opened.another();
      for (const prompt of prompts) expect(await asking.lookup({ prompt })).toMatchObject({ hit: true });
      await asking.close();
    };
    return { ...opened, hit, keys: tenantKeys(opened.namespace) };
  }

  async function kept(cache: SemanticCache, prompts = FAR_APART): Promise<string[]> {
    const results = await Promise.all(prompts.map((prompt) => cache.lookup({ prompt, threshold: 1 })));
    return prompts.filter((_, index) => results[index]?.hit);
  }

  async function storeAll(cache: SemanticCache, prompts: readonly string[]): Promise<void> {
    for (const prompt of prompts) {
      expect(await cache.store({ prompt, response: "An answer." })).toMatchObject({ stored: true });
    }
  }

  it("lru evicts the entry whose last use is longest ago", async () => {
    const { cache, hit, client, keys } = await open({ maxEntries: 3 });
    await storeAll(cache, [PARCEL, PASSWORD, HOURS]);
    await hit(PARCEL);
    await storeAll(cache, [CONTRACT]);
    expect((await cache.stats()).removed).toEqual({ expired: 0, evicted: 1 });
    expect(await kept(cache)).toEqual([PARCEL, HOURS, CONTRACT]);
    expect(await countsOf(client, keys)).toMatchObject({ entries: 3, indexed: [3, 3, 3] });
  });

  it("lfu evicts the entry with the fewest uses, even if it is the newest", async () => {
    const { cache, hit } = await open({ maxEntries: 3, eviction: "lfu" });
    await storeAll(cache, [PARCEL, PASSWORD, HOURS]);
    await hit(PARCEL, PARCEL, PASSWORD);
    await storeAll(cache, [CONTRACT]);
    expect(await kept(cache)).toEqual([PARCEL, PASSWORD, CONTRACT]);
  });

  describe("importance", () => {
    const answer = { response: "An answer.", usage: { inputTokens: 100, outputTokens: 100 } };

    it("evicts the cheapest answer among entries that are used equally often", async () => {
      const { cache } = await open({ maxEntries: 3, eviction: "importance" });
      await cache.store({ ...answer, prompt: PARCEL });
      await cache.store({ ...answer, prompt: PASSWORD, usage: { inputTokens: 10, outputTokens: 10 } });
      await cache.store({ ...answer, prompt: HOURS });
      await cache.store({ ...answer, prompt: CONTRACT });
      expect(await kept(cache)).toEqual([PARCEL, HOURS, CONTRACT]);
    });

    it("one use weighs as much as twice the cost", async () => {
      const { cache, hit } = await open({ maxEntries: 2, eviction: "importance" });
      await cache.store({ ...answer, prompt: PARCEL });
      await cache.store({ ...answer, prompt: PASSWORD, usage: { inputTokens: 150, outputTokens: 150 } });
      await hit(PARCEL);
      await cache.store({ ...answer, prompt: CONTRACT });
      expect(await kept(cache)).toEqual([PARCEL, CONTRACT]);
    });

    it("evicts the less useful of two near neighbours before an entry without a neighbour that is worth less", async () => {
      const near = `${HOURS} please tell me all about the opening hours on Sunday afternoon`;
      const nearer = `${near} now`;
      const { cache, hit } = await open({ maxEntries: 3, eviction: "importance" });
      await cache.store({ ...answer, prompt: PARCEL });
      await cache.store({ ...answer, prompt: near, usage: { inputTokens: 150, outputTokens: 150 } });
      await cache.store({ ...answer, prompt: nearer, usage: { inputTokens: 150, outputTokens: 150 } });
      await hit(nearer);
      await cache.store({ ...answer, prompt: CONTRACT });
      expect(await kept(cache, [PARCEL, near, nearer, CONTRACT])).toEqual([PARCEL, nearer, CONTRACT]);
    });
  });

  it("expired entries are evicted before living ones", async () => {
    const { cache, client, keys } = await open({ maxEntries: 3 });
    await storeAll(cache, [PARCEL, PASSWORD]);
    const stored = await cache.store({ prompt: HOURS, response: "At ten.", ttlMs: 1 });
    const key = keys.entry(stored.stored ? stored.entryId : "");
    await eventually("it has expired", async () => (await client.sendCommand(["EXISTS", key])) === 0);
    await storeAll(cache, [CONTRACT]);
    expect((await cache.stats()).removed).toEqual({ expired: 1, evicted: 0 });
    expect(await kept(cache)).toEqual([PARCEL, PASSWORD, CONTRACT]);
  });

  it("an answer that replaces an earlier one evicts nothing and keeps the recorded uses", async () => {
    const { cache, hit } = await open({ maxEntries: 2, eviction: "lfu" });
    await storeAll(cache, [PARCEL, PASSWORD]);
    await hit(PARCEL, PARCEL, PASSWORD);
    await storeAll(cache, [PARCEL]);
    expect(await kept(cache)).toEqual([PARCEL, PASSWORD]);
    await storeAll(cache, [HOURS]);
    expect(await kept(cache)).toEqual([PARCEL, HOURS]);
  });

  it("the limit in bytes holds: a large entry evicts many small ones, and one larger than the limit is refused", async () => {
    const { cache, client, keys } = await open({ maxBytes: 150_000, eviction: "lru" });
    for (let index = 0; index < 60; index++) {
      await cache.store({ prompt: `question ${index}`, response: "An answer." });
      expect((await countsOf(client, keys)).bytes).toBeLessThanOrEqual(150_000);
    }
    const before = (await countsOf(client, keys)).entries;
    expect(before).toBeGreaterThan(30);
    const large = { prompt: "a question", response: "x".repeat(80_000) };
    expect(await cache.store(large)).toMatchObject({ stored: true });
    const after = await countsOf(client, keys);
    expect(before - after.entries).toBeGreaterThan(16);
    expect(after.bytes).toBeLessThanOrEqual(150_000);
    expect(await cache.store({ prompt: "another", response: "x".repeat(160_000) })).toEqual({
      stored: false,
      reason: "too-large",
    });
    expect(await countsOf(client, keys)).toEqual(after);
  });

  it("a tenant above limits that were lowered does not grow, and the sweep brings it below them", async () => {
    const { cache, client, keys, another, namespace } = await open({});
    const prompts = Array.from({ length: 40 }, (_, index) => `question ${index}`);
    await storeAll(cache, prompts);
    const limited = another({ maxEntries: 10 });
    await storeAll(limited, ["one more"]);
    expect((await countsOf(client, keys)).entries).toBe(40);
    expect(await sweepNow(client, { namespace }, { maxEntries: 10 })).toMatchObject({
      expired: 0,
      evicted: 30,
    });
    expect(await countsOf(client, keys)).toMatchObject({ entries: 10, indexed: [10, 10, 10] });
  });
});
