import { expect, it } from "vitest";
import { FLUSH_LEDGER } from "../../../src/cache/entries/scripts/ledger.lua.js";
import { adviseCache, reportAvailability, reportLatency } from "../../../src/cache/index.js";
import { CacheKeys } from "../../../src/cache/question/cache-keys.js";
import type { VectorClient } from "../../../src/index.js";
import { Script } from "../../../src/script.js";
import { openCache, type TestCacheOptions } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";

/** No batch goes out by itself within a test. */
const QUIET: TestCacheOptions = { timings: { ledgerFlushMs: 60_000 } };
const DAY_SECONDS = 86_400;
const ASKED = "how do I reset the password of my account";

const keysOf = (namespace: string) => new CacheKeys({ namespace, tenant: "acme", name: "cache" });

async function todayOf(client: VectorClient): Promise<number> {
  const time = await client.sendCommand(["TIME"]);
  return Math.floor(Number(Array.isArray(time) ? time[0] : Number.NaN) / DAY_SECONDS);
}

onEachServer(({ url }) => {
  it("durations of all instances are counted by what was found, and go to Redis with the counts of the ledger, in one command", async () => {
    const { client, cache, another, namespace } = await openCache(url, QUIET);
    await cache.lookup({ prompt: ASKED });
    await cache.store({ prompt: ASKED, response: "Use the link." });
    await cache.lookup({ prompt: ASKED });
    await cache.lookup({ prompt: "  " });
    const other = another();
    await other.lookup({ prompt: ASKED });
    const written: (readonly unknown[])[] = [];
    const { executor } = client;
    const { sha1 } = new Script(FLUSH_LEDGER, { readOnly: false });
    const counting = another({
      client: {
        executor: {
          capabilities: executor.capabilities,
          send: (command, options) => {
            if (command[1] === sha1) written.push(command);
            return executor.send(command, options);
          },
          pipeline: (commands, options) => executor.pipeline(commands, options),
        },
      },
    });
    for (let asked = 0; asked < 21; asked++) await counting.lookup({ prompt: ASKED });
    expect(written).toEqual([]);
    await counting.close();
    expect(written).toHaveLength(1);
    expect(String(written[0])).toMatch(/took:memory:/);
    await other.close();

    const recent = await cache.recentDays();
    const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
    const { counts } = recent.durations;
    expect(Object.fromEntries(Object.entries(counts).map(([kind, places]) => [kind, sum(places)]))).toEqual({
      ...{ session: 0, memory: 21, exact: 2, semantic: 0, miss: 1, bypass: 1, error: 0 },
    });
    expect(recent).toMatchObject({ lookups: 25, errors: 0, repeated: [] });
    expect(reportLatency(recent, { withinMs: 10_000, objective: 0.99 })).toMatchObject({
      ...{ lookups: 25, share: 1, budgetLeft: 1 },
    });
    expect(reportAvailability(recent, 0.999)).toMatchObject({ lookups: 25, budgetLeft: 1 });
    expect(await cache.stats()).toMatchObject({ lookups: 25, hits: 23 });
    const { base } = keysOf(namespace);
    const led = await client.sendCommand(["HKEYS", `${base}led`]);
    expect(String(led)).not.toMatch(/took|anew/);
  });

  it("days expire after 31 days, and a reading has no older ones than it was asked for", async () => {
    const { client, cache, namespace } = await openCache(url, QUIET);
    const { base, generation } = keysOf(namespace);
    const today = await todayOf(client);
    await client.sendCommand(["HSET", `${base}day:${today - 5}`, "exact:3", "7"]);
    await client.sendCommand(["HSET", `${base}day:${today - 30}`, "exact:3", "100"]);
    const flush = ["EVAL", FLUSH_LEDGER, "1", generation, "some-instance", "1", "60"];
    const counts = ["took:exact:3", "2", "took:error:20", "1", "anew:one", "1", "hit:exact", "2"];
    for (let again = 0; again < 2; again++) await client.sendCommand([...flush, ...counts]);
    for (const [key, days] of [
      [`${base}day:${today}`, 31],
      [`${base}day:${today}:anew`, 7],
    ] as const) {
      const left = Number(await client.sendCommand(["TTL", key]));
      expect(left).toBeGreaterThan((days - 1) * DAY_SECONDS);
      expect(left).toBeLessThanOrEqual(days * DAY_SECONDS);
    }
    expect(await cache.recentDays({ days: 1 })).toMatchObject({ days: 1, lookups: 3, errors: 1 });
    expect(await cache.recentDays({ days: 6 })).toMatchObject({ days: 6, lookups: 10 });
    expect(await cache.recentDays({ days: 30 })).toMatchObject({ days: 6, lookups: 10 });
    const all = await cache.recentDays();
    expect(all).toMatchObject({ days: 31, lookups: 110 });
    expect(all.durations.counts.exact[3]).toBe(109);
    for (const days of [0, 32, 1.5, Number.NaN]) {
      await expect(cache.recentDays({ days })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });

  it("a question that is answered anew after its entry went is named, with its text only if that is asked for", async () => {
    const { cache, another } = await openCache(url, { ...QUIET, memory: false });
    expect(await cache.recentDays()).toMatchObject({ days: 0, lookups: 0, repeated: [] });
    const ids: string[] = [];
    for (let times = 0; times < 4; times++) {
      if (times > 0) await cache.invalidate({ all: true });
      const { entryId = "" } = await cache.wrap({ prompt: "When do you open?" }, async () => ({
        response: "At nine.",
      }));
      ids.push(entryId);
      await cache.wrap({ prompt: `only once ${times}` }, async () => ({ response: "x" }));
      await cache.wrap({ prompt: "never stored" }, async () => ({ response: "x", cacheable: false }));
    }
    await cache.store({ prompt: "twice", response: "x" });
    const { repeated } = await cache.recentDays();
    expect(repeated).toEqual([{ entryId: ids[0], times: 4, hitsPerDay: 3 }]);
    const named = await another().recentDays({ includeText: true });
    expect(named.repeated).toEqual([
      { entryId: ids[0], times: 4, hitsPerDay: 3, prompt: "When do you open?" },
    ]);
    const advice = adviseCache(await cache.stats(), { recent: named });
    expect(advice).toMatchObject([{ id: "warm-questions", candidates: [{ times: 4 }] }]);
  });

  it("a day keeps 500 questions: a new one takes the place of the rarest, and readings leave out what may be too high", async () => {
    const { client, cache, namespace } = await openCache(url, QUIET);
    const { base, generation } = keysOf(namespace);
    const today = await todayOf(client);
    const key = `${base}day:${today}:anew`;
    const flush = (number: number, ...counts: string[]) =>
      client.sendCommand(["EVAL", FLUSH_LEDGER, "1", generation, "x", String(number), "60", ...counts]);
    const others = Array.from({ length: 498 }, (_, index) => [`anew:other-${index}`, "3"]).flat();
    await flush(1, "took:miss:3", "1", "anew:often", "40", "anew:rare", "2", ...others);
    await flush(2, "anew:new", "1");
    expect(await client.sendCommand(["ZCARD", key])).toBe(500);
    expect(await client.sendCommand(["ZSCORE", key, "rare"])).toBeNull();
    expect(Number(await client.sendCommand(["ZSCORE", key, "new"]))).toBe(3);
    const { repeated } = await cache.recentDays();
    expect(repeated).toEqual([{ entryId: "often", times: 37, hitsPerDay: 36 }]);
    await client.sendCommand(["ZADD", `${base}day:${today - 6}:anew`, "5", "often"]);
    await client.sendCommand(["HSET", `${base}day:${today - 6}`, "miss:3", "1"]);
    await client.sendCommand(["ZADD", `${base}day:${today - 7}:anew`, "9", "often"]);
    await client.sendCommand(["HSET", `${base}day:${today - 7}`, "miss:3", "1"]);
    const [first] = (await cache.recentDays()).repeated;
    expect(first).toMatchObject({ entryId: "often", times: 42 });
    // The span is six whole days and the part of today that has passed.
    expect(first?.hitsPerDay).toBeGreaterThan(41 / 7);
    expect(first?.hitsPerDay).toBeLessThanOrEqual(41 / 6);
  });

  it("clearTenant erases the days of the tenant and counts what they held", async () => {
    const { client, cache, namespace } = await openCache(url, QUIET);
    const { base, generation } = keysOf(namespace);
    const today = await todayOf(client);
    for (const key of [`${base}day:${today}`, `${base}day:${today - 30}`]) {
      await client.sendCommand(["HSET", key, "exact:3", "7", "miss:4", "1"]);
      await client.sendCommand(["ZADD", `${key}:anew`, "1", "one"]);
    }
    const elsewhere = `${keysOf(namespace).base.replace("acme", "other")}day:${today}`;
    await client.sendCommand(["HSET", elsewhere, "exact:3", "7"]);
    expect(await cache.clearTenant()).toMatchObject({ counters: 6 });
    expect(await client.sendCommand(["KEYS", `${base}day:*`])).toEqual([]);
    expect(await client.sendCommand(["EXISTS", elsewhere])).toBe(1);
    expect(await cache.recentDays()).toMatchObject({ days: 0, lookups: 0, repeated: [] });
    expect(await client.sendCommand(["EXISTS", generation])).toBe(1);
  });
});
