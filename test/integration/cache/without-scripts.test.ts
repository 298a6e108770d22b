import { expect, it } from "vitest";
import type { LookupResult } from "../../../src/cache/contract/lookup-result.js";
import { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { openCache } from "../../helpers/cache.js";
import { openClient } from "../../helpers/collection.js";
import { startedRedis } from "../../helpers/started-redis.js";

it("a user who may not run scripts gets the same answers by plain commands", async () => {
  const redis = await startedRedis();
  const { cache, client, namespace } = await openCache(redis.url, { threshold: 0.8, memory: false });
  await cache.store({
    prompt: "how do I reset the password of my account",
    response: "first",
    tags: ["faq"],
  });
  await cache.store({ prompt: "what is the weather in Paris", response: "second" });
  await client.sendCommand(["ACL", "SETUSER", "reader", "on", ">word", "~*", "+@all", "-@scripting"]);
  const reader = await openClient(redis.url, { username: "reader", password: "word" });
  const plain = new SemanticCache({
    client: reader,
    namespace,
    tenant: "acme",
    embedder: createTestEmbedder({ dimension: 128 }),
    threshold: 0.8,
    memory: false,
    timeoutMs: 5_000,
  });
  for (const request of [
    { prompt: "how do I reset the password of my account please" },
    { prompt: "how do I reset the password of my account please", tags: ["faq"] },
    { prompt: "how do I reset the password of my account please", tags: ["other"] },
    { prompt: "is the weather nice" },
  ]) {
    const scripted = await cache.lookup(request);
    const byCommands = await plain.lookup(request);
    expect(outcomeOf(byCommands)).toEqual(outcomeOf(scripted));
  }
  expect(await plain.lookup({ prompt: "what is the weather in Paris" })).toMatchObject({
    hit: true,
    tier: "exact",
  });
});

function outcomeOf(result: LookupResult) {
  return result.hit ? [result.tier, result.response] : result.reason;
}
