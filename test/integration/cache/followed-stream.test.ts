import { expect, it } from "vitest";
import type { SemanticCache } from "../../../src/cache/semantic-cache.js";
import type { VectorClient } from "../../../src/index.js";
import { openCache } from "../../helpers/cache.js";
import { eventually } from "../../helpers/processes.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const ASKED = "how do I reset the password of my account";
const OTHER = "what is the weather in Paris";

async function tierOf(cache: SemanticCache, prompt: string): Promise<string> {
  const found = await cache.lookup({ prompt });
  return found.hit ? found.tier : found.reason;
}

/** Two events that concern nobody, of which the first is gone before anyone can read it. */
async function trimBehindItsBack(client: VectorClient, stream: string): Promise<void> {
  const event = ["XADD", stream, "*", "put", "x".repeat(43)];
  await client.executor.pipeline([{ transaction: [event, event, ["XTRIM", stream, "MAXLEN", "1"]] }]);
}

onEachServer(({ url }) => {
  it("a memory tier that missed events because they were trimmed drops everything, and fills anew", async () => {
    const { cache, client, namespace, another } = await openCache(url);
    await cache.store({ prompt: ASKED, response: "Use the link." });
    const stored = await another({ memory: false }).store({ prompt: OTHER, response: "sunny" });
    await cache.invalidate({ entryId: stored.stored ? stored.entryId : "" });
    await eventually("memory serves it", async () => (await tierOf(cache, ASKED)) === "memory");
    await trimBehindItsBack(client, `{${namespace}:acme:cache}:ev`);
    await eventually("memory was dropped", async () => (await tierOf(cache, ASKED)) === "exact");
    expect(await tierOf(cache, ASKED)).toBe("memory");
  });

  it("a cache learns of an answer that another cache replaced, and ignores the events of its own answers", async () => {
    const { cache, another } = await openCache(url);
    const other = another();
    await cache.store({ prompt: ASKED, response: "first" });
    await cache.store({ prompt: ASKED, response: "second" });
    await other.store({ prompt: OTHER, response: "sunny" });
    await other.store({ prompt: OTHER, response: "rainy" });
    // Everything up to now has been heard once this one is.
    await eventually("both put events were heard", async () => (await tierOf(cache, OTHER)) === "memory");
    expect(await cache.lookup({ prompt: ASKED })).toMatchObject({ tier: "memory", response: "second" });
    await other.store({ prompt: ASKED, response: "third" });
    await eventually("the third answer is served", async () => {
      const found = await cache.lookup({ prompt: ASKED });
      return found.hit && found.response === "third";
    });
  });
});

it("entries that the server lost by FLUSHALL are not served from memory any longer", async () => {
  const redis = await startedRedis();
  const { cache, client } = await openCache(redis.url);
  await cache.store({ prompt: ASKED, response: "first" });
  await cache.store({ prompt: ASKED, response: "second" });
  await eventually("memory serves it", async () => (await tierOf(cache, ASKED)) === "memory");
  await client.sendCommand(["FLUSHALL"]);
  await eventually("it is gone", async () => (await tierOf(cache, ASKED)) === "not-found");
});
