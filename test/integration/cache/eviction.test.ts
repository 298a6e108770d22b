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

  it("lru: the one whose last use is longest ago goes", async () => {
    const { cache, hit, client, keys } = await open({ maxEntries: 3 });
    await storeAll(cache, [PARCEL, PASSWORD, HOURS]);
    await hit(PARCEL);
    await storeAll(cache, [CONTRACT]);
    expect(await kept(cache)).toEqual([PARCEL, HOURS, CONTRACT]);
    expect(await countsOf(client, keys)).toMatchObject({ entries: 3, indexed: [3, 3, 3] });
  });

  it("lfu: the one with the fewest uses goes, be it the latest", async () => {
    const { cache, hit } = await open({ maxEntries: 3, eviction: "lfu" });
    await storeAll(cache, [PARCEL, PASSWORD, HOURS]);
    await hit(PARCEL, PARCEL, PASSWORD);
    await storeAll(cache, [CONTRACT]);
    expect(await kept(cache)).toEqual([PARCEL, PASSWORD, CONTRACT]);
  });

  describe("importance", () => {
    const answer = { response: "An answer.", usage: { inputTokens: 100, outputTokens: 100 } };

    it("of equally used ones the answer that cost least goes", async () => {
      const { cache } = await open({ maxEntries: 3, eviction: "importance" });
      await cache.store({ ...answer, prompt: PARCEL });
      await cache.store({ ...answer, prompt: PASSWORD, usage: { inputTokens: 10, outputTokens: 10 } });
      await cache.store({ ...answer, prompt: HOURS });
      await cache.store({ ...answer, prompt: CONTRACT });
      expect(await kept(cache)).toEqual([PARCEL, HOURS, CONTRACT]);
    });

    it("a use weighs as much as twice the cost", async () => {
      const { cache, hit } = await open({ maxEntries: 2, eviction: "importance" });
      await cache.store({ ...answer, prompt: PARCEL });
      await cache.store({ ...answer, prompt: PASSWORD, usage: { inputTokens: 150, outputTokens: 150 } });
      await hit(PARCEL);
      await cache.store({ ...answer, prompt: CONTRACT });
      expect(await kept(cache)).toEqual([PARCEL, CONTRACT]);
    });

    it("of two near neighbours the less useful goes before a lone one that is worth less", async () => {
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

  it("what has expired goes before anything that lives", async () => {
    const { cache, client, keys } = await open({ maxEntries: 3 });
    await storeAll(cache, [PARCEL, PASSWORD]);
    const stored = await cache.store({ prompt: HOURS, response: "At ten.", ttlMs: 1 });
    const key = keys.entry(stored.stored ? stored.entryId : "");
    await eventually("it has expired", async () => (await client.sendCommand(["EXISTS", key])) === 0);
    await storeAll(cache, [CONTRACT]);
    expect(await kept(cache)).toEqual([PARCEL, PASSWORD, CONTRACT]);
  });

  it("an answer in place of an earlier one drives nobody out, and keeps its use", async () => {
    const { cache, hit } = await open({ maxEntries: 2, eviction: "lfu" });
    await storeAll(cache, [PARCEL, PASSWORD]);
    await hit(PARCEL, PARCEL, PASSWORD);
    await storeAll(cache, [PARCEL]);
    expect(await kept(cache)).toEqual([PARCEL, PASSWORD]);
    await storeAll(cache, [HOURS]);
    expect(await kept(cache)).toEqual([PARCEL, HOURS]);
  });

  it("bytes are held, too: many small ones go for a large one, and what is larger than all is refused", async () => {
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

  it("a tenant that is over lowered limits does not grow, and the sweep brings it down", async () => {
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
