import { expect, it } from "vitest";
import type { VectorClient } from "../../../src/index.js";
import { openCache } from "../../helpers/cache.js";
import { eventually } from "../../helpers/processes.js";
import { onEachServer } from "../../helpers/servers.js";

const ASKED = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";

const CUT_WORDS = "word hashes that are cut off";

/** Ways in which an entry's key can be spoilt. */
const DAMAGES: Record<string, (client: VectorClient, key: string) => Promise<unknown>> = {
  "a missing field": (client, key) => client.sendCommand(["HDEL", key, "r"]),
  "broken JSON": (client, key) => client.sendCommand(["HSET", key, "m", '{"t":']),
  "tags of another type": (client, key) => client.sendCommand(["HSET", key, "m", '{"t":7}']),
  "a time that is no number": (client, key) => client.sendCommand(["HSET", key, "c", "yesterday"]),
  "a vector that is too short": (client, key) => client.sendCommand(["HSET", key, "v", "abcd"]),
  [CUT_WORDS]: (client, key) => client.sendCommand(["HSET", key, "w", "abc"]),
  "another type of value": async (client, key) => {
    await client.sendCommand(["DEL", key]);
    await client.sendCommand(["SET", key, "not a hash"]);
  },
};
/** What only a search looks at. */
const OF_SEARCHES = new Set(["a vector that is too short", CUT_WORDS]);

onEachServer(({ url }) => {
  for (const [damage, spoil] of Object.entries(DAMAGES)) {
    it(`an entry with ${damage} is not served, goes whole, and the next answer takes its place`, async () => {
      const { cache, another, client, namespace } = await openCache(url, { threshold: 0.85 });
      await cache.store({ prompt: ASKED, response: "old", tags: ["faq"] });
      const base = `{${namespace}:acme:cache}:0:`;
      const [key] = (await client.sendCommand(["KEYS", `${base}e:*`])) as string[];
      if (key === undefined) throw new Error("no entry");
      const id = key.slice(base.length + 2);
      const near = await another().lookup({ prompt: REWORDED });
      await spoil(client, key);

      const prompt = OF_SEARCHES.has(damage) ? REWORDED : ASKED;
      // So close that only the float32 vectors can decide.
      const threshold = near.hit ? near.similarity : 1;
      // The policy `threshold` does not read words.
      const reader = damage === CUT_WORDS ? another({ decision: "agreement" }) : another();
      expect(await reader.lookup({ prompt, threshold })).toMatchObject({ hit: false });
      await eventually("it is gone", async () => (await client.sendCommand(["EXISTS", key])) === 0);
      expect(await client.sendCommand(["HMGET", `${base}sum`, "entries", "bytes"])).toEqual(["0", "0"]);
      expect(await client.sendCommand(["VISMEMBER", `${base}v:${id.slice(0, 16)}`, id])).not.toBe(true);
      expect(await client.sendCommand(["EXISTS", `${base}own`])).toBe(0);

      const fresh = another();
      const made = await fresh.wrap({ prompt: ASKED }, async () => ({ response: "new" }));
      expect(made).toMatchObject({ hit: false, response: "new" });
      expect(await another().lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "new" });
      expect(await another().lookup({ prompt: REWORDED })).toMatchObject({ hit: true, response: "new" });
    });
  }

  it("an entry of another type among the neighbours does not keep the others from being found", async () => {
    const { cache, another, client, namespace } = await openCache(url, { threshold: 0.8 });
    await cache.store({ prompt: ASKED, response: "whole" });
    const before = new Set(await keysOf(client, namespace));
    await cache.store({ prompt: `${ASKED} now`, response: "spoilt" });
    const key = (await keysOf(client, namespace)).find((each) => !before.has(each));
    if (key === undefined) throw new Error("no entry");
    await client.sendCommand(["DEL", key]);
    await client.sendCommand(["SET", key, "not a hash"]);
    expect(await another().lookup({ prompt: REWORDED })).toMatchObject({ hit: true, response: "whole" });
    await eventually("it is gone", async () => (await client.sendCommand(["EXISTS", key])) === 0);
  });

  it("an entry that was replaced since it was found damaged stays", async () => {
    const { cache, another, client, namespace } = await openCache(url);
    await cache.store({ prompt: ASKED, response: "old" });
    const [key] = await keysOf(client, namespace);
    await client.sendCommand(["HDEL", key ?? "", "r"]);
    for (let i = 0; i < 20; i++) {
      // The drop and the storing are under way at the same time, on connections of their own.
      const damaged = another();
      await Promise.all([damaged.lookup({ prompt: ASKED }), cache.store({ prompt: ASKED, response: "new" })]);
      await damaged.close();
      expect(await another().lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "new" });
      await client.sendCommand(["HDEL", key ?? "", "r"]);
    }
  });
});

async function keysOf(client: VectorClient, namespace: string): Promise<string[]> {
  return (await client.sendCommand(["KEYS", `{${namespace}:acme:cache}:0:e:*`])) as string[];
}
