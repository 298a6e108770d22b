import { expect, it } from "vitest";
import { sweepStep } from "../../../src/cache/entries/lifetime/sweep-step.js";
import { CacheKeys } from "../../../src/cache/question/cache-keys.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { countsOf, numberOf, tenantKeys } from "../../helpers/cache-keys.js";
import { eventually } from "../../helpers/processes.js";
import { onEachServer } from "../../helpers/servers.js";
import { sweepNow } from "../../helpers/sweep.js";

const ASKED = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const questions = Array.from({ length: 12 }, (_, index) => `question number ${index} about the weather`);

onEachServer(({ url }) => {
  it("no tier serves an expired answer, and the sweep removes it from the vector set and the indexes", async () => {
    const { client, cache, another, namespace } = await openCache(url, {
      ttlMs: 200,
      threshold: 0.8,
      timings: NO_SWEEP,
    });
    const keys = tenantKeys(namespace);
    // Four in all: a search that meets five expired entries or more asks for a step of the sweep at once.
    const others = questions.slice(0, 3);
    await Promise.all(others.map((prompt) => cache.store({ prompt, response: "sunny" })));
    const stored = await cache.store({ prompt: ASKED, response: "Use the link." });
    const endsAtMs = performance.now() + 200;
    const id = stored.stored ? stored.entryId : "";
    const exact = another({ memory: false });
    const tiers = new Set<string>();
    let late = 0;
    await eventually("every tier misses", async () => {
      const askedAtMs = performance.now();
      const results = await Promise.all([
        cache.lookup({ prompt: ASKED }),
        exact.lookup({ prompt: ASKED }),
        exact.lookup({ prompt: REWORDED }),
      ]);
      for (const result of results) {
        if (!result.hit) continue;
        tiers.add(result.tier);
        if (askedAtMs > endsAtMs) late++;
      }
      return results.every(({ hit }) => !hit);
    });
    expect([...tiers].sort()).toEqual(["exact", "memory", "semantic"]);
    expect(late).toBe(0);
    expect(await numberOf(client, "VCARD", keys.vectors(id))).toBe(4);
    expect(await sweepNow(client, { namespace })).toMatchObject({ expired: 4, evicted: 0, flushed: 0 });
    expect(await numberOf(client, "EXISTS", keys.vectors(id))).toBe(0);
    expect(await countsOf(client, keys)).toEqual({ entries: 0, bytes: 0, indexed: [0, 0, 0] });
    expect(await sweepNow(client, { namespace })).toEqual({ expired: 0, evicted: 0, flushed: 0, bytes: 0 });
  });

  it("the background sweep removes expired entries by itself", async () => {
    const { client, cache, namespace } = await openCache(url, {
      ttlMs: 100,
      timings: { sweepIntervalMs: 20, sweepBatchSize: 5 },
    });
    const keys = tenantKeys(namespace);
    await Promise.all(questions.map((prompt) => cache.store({ prompt, response: "sunny" })));
    const kept = await cache.store({ prompt: ASKED, response: "Use the link.", ttlMs: "never" });
    await eventually("one entry is left", async () => (await countsOf(client, keys)).entries === 1);
    const id = kept.stored ? kept.entryId : "";
    expect(await numberOf(client, "VCARD", keys.vectors(id))).toBe(1);
    expect(await cache.lookup({ prompt: ASKED })).toMatchObject({ hit: true });
  });

  it("a look-up that finds many expired entries has some removed before the next round", async () => {
    const { client, cache, namespace } = await openCache(url, {
      ttlMs: 1,
      threshold: 0.5,
      memory: false,
      timings: { sweepIntervalMs: 86_400_000, sweepBatchSize: 5 },
    });
    const keys = tenantKeys(namespace);
    await Promise.all(questions.map((prompt) => cache.store({ prompt, response: "sunny" })));
    await eventually("fewer are left", async () => {
      expect(await cache.lookup({ prompt: "question about the weather" })).toMatchObject({ hit: false });
      return (await countsOf(client, keys)).entries < 12;
    });
  });

  it("an entry that was stored anew is not swept with the one that had expired", async () => {
    const { client, cache, namespace } = await openCache(url, { timings: NO_SWEEP, memory: false });
    const stored = await cache.store({ prompt: ASKED, response: "old", ttlMs: 1 });
    const id = stored.stored ? stored.entryId : "";
    const key = tenantKeys(namespace).entry(id);
    await eventually("it has expired", async () => (await numberOf(client, "EXISTS", key)) === 0);
    await cache.store({ prompt: ASKED, response: "new" });
    expect(await sweepNow(client, { namespace })).toMatchObject({ expired: 0 });
    expect(await cache.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "new" });
  });

  it("an entry that lives although the index calls it expired is corrected in the index, not swept", async () => {
    const { client, cache, namespace } = await openCache(url, { timings: NO_SWEEP, memory: false });
    const keys = tenantKeys(namespace);
    const stored = await cache.store({ prompt: ASKED, response: "alive" });
    const id = stored.stored ? stored.entryId : "";
    await client.sendCommand(["ZADD", `${keys.prefix}exp`, "1", id]);
    expect(await sweepNow(client, { namespace })).toMatchObject({ expired: 0 });
    const end = await numberOf(client, "PEXPIRETIME", keys.entry(id));
    expect(Math.abs((await numberOf(client, "ZSCORE", `${keys.prefix}exp`, id)) - end)).toBeLessThan(100);
    expect(await cache.lookup({ prompt: ASKED })).toMatchObject({ hit: true });
  });

  it("one instance is elected to sweep, and another takes over when the first is silent or leaves", async () => {
    const timings = { sweepIntervalMs: 20, sweepBatchSize: 5 };
    const { client, cache, another, namespace } = await openCache(url, { timings });
    const lease = `${tenantKeys(namespace).base}sweep`;
    const holder = async () => client.sendCommand(["GET", lease]);
    await client.sendCommand(["SET", lease, "an instance that died", "PX", "200"]);
    await cache.lookup({ prompt: ASKED });
    await eventually("another is elected", async () => {
      const name = await holder();
      return name !== null && name !== "an instance that died";
    });
    const first = await holder();
    const second = another();
    await second.lookup({ prompt: ASKED });
    await cache.close();
    await eventually("the second is elected", async () => {
      const name = await holder();
      return name !== null && name !== first;
    });
  });

  it("does nothing while another instance is elected", async () => {
    const { client, cache, namespace } = await openCache(url, { timings: NO_SWEEP, ttlMs: 1 });
    const keys = tenantKeys(namespace);
    const stored = await cache.store({ prompt: ASKED, response: "Use the link." });
    const key = keys.entry(stored.stored ? stored.entryId : "");
    await eventually("it has expired", async () => (await numberOf(client, "EXISTS", key)) === 0);
    const step = (token: string, leaseMs: number) =>
      sweepStep(
        client.executor,
        new CacheKeys({ namespace, tenant: "acme", name: "cache" }),
        { most: 5, limits: { maxEntries: 5, maxBytes: 1e6, policy: "lru" }, election: { token, leaseMs } },
        {},
      );
    expect(await step("one", 60_000)).toMatchObject({ isHeld: false, expired: 1 });
    await cache.store({ prompt: ASKED, response: "Use the link." });
    await eventually("it has expired", async () => (await numberOf(client, "EXISTS", key)) === 0);
    expect(await step("two", 60_000)).toMatchObject({ isHeld: true, expired: 0 });
    expect((await countsOf(client, keys)).entries).toBe(1);
    await step("one", 0);
    expect(await step("two", 60_000)).toMatchObject({ isHeld: false, expired: 1 });
  });
});
