import { describe, expect, it } from "vitest";
import type { CachePartsOptions } from "../../../src/cache/cache-parts.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { numberOf, tenantKeys } from "../../helpers/cache-keys.js";
import { eventually } from "../../helpers/processes.js";
import { onEachServer } from "../../helpers/servers.js";

const ASKED = "how do I reset the password of my account";
const MINUTE = 60_000;

onEachServer(({ url }) => {
  async function storeOne(options: Partial<CachePartsOptions>) {
    const opened = await openCache(url, { ttlMs: MINUTE, timings: NO_SWEEP, ...options });
    const { client, cache, namespace } = opened;
    const stored = await cache.store({ prompt: ASKED, response: "Use the link." });
    const id = stored.stored ? stored.entryId : "";
    const keys = tenantKeys(namespace);
    const read = async () => ({
      created: await numberOf(client, "HGET", keys.entry(id), "c"),
      end: await numberOf(client, "PEXPIRETIME", keys.entry(id)),
      indexed: await numberOf(client, "ZSCORE", `${keys.prefix}exp`, id),
      use: await numberOf(client, "ZSCORE", `${keys.prefix}use`, id),
    });
    return { ...opened, id, keys, read, before: await read() };
  }

  describe("sliding", () => {
    it.each([["memory"], ["exact"]])(
      "a hit of the %s tier gives an entry its whole life anew",
      async (tier) => {
        const { cache, another, read, before } = await storeOne({ ttlMode: "sliding" });
        const asking = tier === "memory" ? cache : another({ memory: false });
        await eventually("it lives longer", async () => {
          expect(await asking.lookup({ prompt: ASKED })).toMatchObject({ hit: true, tier });
          return (await read()).end > before.end;
        });
        await asking.close();
        const after = await read();
        expect(after.indexed).toBe(after.end);
        expect(after.created).toBe(before.created);
        expect(after.end - after.created).toBeLessThan(2 * MINUTE);
      },
    );

    it("a hit of an answer that was replaced or removed since neither touches the new entry nor brings the old one back", async () => {
      const { client, cache, another, read, id, keys } = await storeOne({
        ttlMode: "sliding",
        // Counts every hit, also one that came before the new answer.
        eviction: "lfu",
      });
      await cache.lookup({ prompt: ASKED });
      const other = another({ memory: false });
      expect(await other.store({ prompt: ASKED, response: "Call us." })).toMatchObject({ replaced: true });
      const replaced = await read();
      await cache.close();
      expect(await read()).toEqual(replaced);
      const third = another();
      await third.lookup({ prompt: ASKED });
      await client.sendCommand(["DEL", keys.entry(id)]);
      await third.close();
      expect(await numberOf(client, "EXISTS", keys.entry(id))).toBe(0);
    });
  });

  it("with maxLifeMs hits prolong a life up to the cap from its storing", async () => {
    const { cache, read, before } = await storeOne({ ttlMode: { maxLifeMs: MINUTE + 5 } });
    await eventually("it lives as long as it may", async () => {
      await cache.lookup({ prompt: ASKED });
      return (await read()).end === before.created + MINUTE + 5;
    });
    await cache.lookup({ prompt: ASKED });
    await cache.close();
    expect((await read()).end).toBe(before.created + MINUTE + 5);
  });

  it("with an absolute life, hits count as use and prolong nothing", async () => {
    const { cache, read, before } = await storeOne({ ttlMode: "absolute" });
    await eventually("the use is noted", async () => {
      await cache.lookup({ prompt: ASKED });
      return (await read()).use > before.use;
    });
    expect((await read()).end).toBe(before.end);
  });
});
