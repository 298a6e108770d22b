import { expect, it } from "vitest";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { countsOf, tenantKeys } from "../../helpers/cache-keys.js";
import { codeOf } from "../../helpers/outcome.js";
import { onEachServer } from "../../helpers/servers.js";
import { sweepNow } from "../../helpers/sweep.js";

const ASKED = "how do I reset the password of my account";
const questions = (count: number) => Array.from({ length: count }, (_, index) => `question number ${index}`);

onEachServer(({ url }) => {
  it("tenants share nothing, also for the same question, and have their own limits, life and threshold", async () => {
    const { client, cache, namespace } = await openCache(url, {
      timings: NO_SWEEP,
      ttlMs: 60_000,
      tenants: { small: { maxEntries: 2, ttlMs: 5_000, threshold: 1 } },
    });
    const small = cache.forTenant("small");
    expect(cache.forTenant("small")).toBe(small);
    expect(small.forTenant("acme")).toBe(cache);
    for (const prompt of questions(4)) {
      await cache.store({ prompt, response: "acme" });
      await small.store({ prompt, response: "small" });
    }
    const [acmeKeys, smallKeys] = [tenantKeys(namespace), tenantKeys(namespace, "small")];
    expect((await countsOf(client, acmeKeys)).entries).toBe(4);
    expect((await countsOf(client, smallKeys)).entries).toBe(2);
    const [last = ""] = questions(4).slice(-1);
    expect(await small.lookup({ prompt: last })).toMatchObject({ hit: true, response: "small" });
    expect(await cache.lookup({ prompt: last })).toMatchObject({ hit: true, response: "acme" });
    const hit = await small.lookup({ prompt: last });
    const id = hit.hit ? hit.entryId : "";
    expect(await client.sendCommand(["PTTL", smallKeys.entry(id)])).toBeLessThanOrEqual(5_000);
    expect(await client.sendCommand(["PTTL", acmeKeys.entry(id)])).toBeGreaterThan(5_000);
    const reworded = { prompt: `${last} please` };
    expect(await small.lookup(reworded)).toMatchObject({ hit: false, why: { threshold: 1 } });
    expect(await cache.lookup({ ...reworded, threshold: 0.9 })).toMatchObject({ why: { threshold: 0.9 } });
  });

  it("a tenant may be any text, such as an e-mail address, and has keys of its own", async () => {
    const { client, cache, namespace } = await openCache(url, { timings: NO_SWEEP });
    const tenants = [
      "alice@example.com",
      "alice%40example.com",
      "a:b",
      "{a}",
      "a b",
      "*",
      "Zoë",
      "x".repeat(256),
    ];
    for (const tenant of tenants) await cache.forTenant(tenant).store({ prompt: ASKED, response: tenant });
    for (const tenant of tenants) {
      const fresh = cache.forTenant(tenant);
      expect(await fresh.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: tenant });
      expect(await fresh.stats()).toMatchObject({ tenant, entries: 1 });
    }
    const alice = tenantKeys(namespace, "alice%40example.com");
    expect((await countsOf(client, alice)).entries).toBe(1);
    expect(await cache.forTenant("alice@example.com").clearTenant()).toMatchObject({ entries: 1 });
    expect((await countsOf(client, alice)).entries).toBe(0);
    expect(await cache.forTenant("alice%40example.com").lookup({ prompt: ASKED })).toMatchObject({
      hit: true,
    });
    expect(await codeOf((async () => cache.forTenant(""))())).toBe("INVALID_OPTIONS");
  });

  it("closing the first cache closes those of all tenants; one that is closed still answers", async () => {
    const { cache } = await openCache(url);
    const other = cache.forTenant("other");
    await other.store({ prompt: ASKED, response: "Use the link." });
    await cache.close();
    expect(await other.lookup({ prompt: ASKED })).toMatchObject({ hit: true });
    const anew = cache.forTenant("other");
    expect(anew).not.toBe(other);
    await anew.close();
  });

  it("clearTenant erases all keys of the tenant and none of another, and says how much it was", async () => {
    // A count that is sent to Redis leaves a mark behind.
    const timings = { ...NO_SWEEP, ledgerFlushMs: 86_400_000 };
    const { client, cache, another, namespace } = await openCache(url, { timings });
    const elsewhere = another();
    const other = cache.forTenant("other");
    for (const prompt of questions(25)) {
      await cache.store({ prompt, response: "acme", tags: ["faq"], scope: { model: "large" } });
    }
    await other.store({ prompt: ASKED, response: "other" });
    await cache.store({ prompt: ASKED, response: "acme" });
    await cache.wrap({ prompt: "made under a lease" }, async () => ({ response: "acme" }));
    await client.sendCommand(["HSET", `${tenantKeys(namespace).base}led`, "counted", "1"]);
    expect(await elsewhere.lookup({ prompt: ASKED })).toMatchObject({ hit: true });
    const { entries, bytes } = await countsOf(client, tenantKeys(namespace));
    const seen: number[] = [];
    const report = await cache.clearTenant({ onProgress: ({ removed }) => seen.push(removed) });
    expect(report).toMatchObject({ entries, bytes });
    expect(entries).toBe(27);
    expect(seen).toEqual([10, 20, 27]);
    const left = await client.sendCommand(["KEYS", `*${namespace}:acme:*`]);
    const { base } = tenantKeys(namespace);
    expect(Array.isArray(left) ? [...left].sort() : left).toEqual([`${base}ev`, `${base}g`]);
    expect(await cache.lookup({ prompt: ASKED })).toMatchObject({ hit: false });
    expect(await another().lookup({ prompt: ASKED })).toMatchObject({ hit: false, reason: "not-found" });
    expect(await other.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "other" });
    expect(await cache.clearTenant()).toMatchObject({ entries: 0, bytes: 0 });
    await cache.store({ prompt: ASKED, response: "again" });
    expect(await elsewhere.lookup({ prompt: "another question" })).toMatchObject({ hit: false });
    expect(await elsewhere.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "again" });
  });

  it("an answer that was asked for before the tenant was cleared does not come back after it", async () => {
    const { cache, another } = await openCache(url, { timings: NO_SWEEP });
    const clearing = another();
    const answer = await cache.wrap({ prompt: ASKED }, async () => {
      await clearing.clearTenant();
      return { response: "too late" };
    });
    expect(answer).toMatchObject({ response: "too late", notStored: "outdated" });
    expect(await clearing.lookup({ prompt: ASKED })).toMatchObject({ hit: false });
  });

  it("the next sweep removes what an interrupted clearTenant left behind", async () => {
    const { client, cache, namespace } = await openCache(url, { timings: NO_SWEEP });
    for (const prompt of questions(25)) await cache.store({ prompt, response: "acme" });
    const controller = new AbortController();
    const reason = new Error("enough");
    const clearing = cache.clearTenant({
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(clearing).rejects.toBe(reason);
    expect(await cache.lookup({ prompt: questions(1)[0] ?? "" })).toMatchObject({ hit: false });
    expect(await sweepNow(client, { namespace })).toMatchObject({ flushed: 15 });
    expect(await client.sendCommand(["EXISTS", `${tenantKeys(namespace).base}old`])).toBe(0);
  });
});
