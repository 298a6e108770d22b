import { expect, it } from "vitest";
import { countingEmbedder, openCache } from "../../helpers/cache.js";
import { tenantKeys } from "../../helpers/cache-keys.js";
import { onEachServer } from "../../helpers/servers.js";

const SCOPE = { model: "large", system: "You help customers.", temperature: 0 };
const ASKED = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";

onEachServer(({ url }) => {
  it("finds nothing in an empty cache", async () => {
    const { cache } = await openCache(url);
    expect(await cache.lookup({ prompt: ASKED, scope: SCOPE })).toMatchObject({
      hit: false,
      reason: "not-found",
    });
  });

  it("an exact question is answered without an embedding, by memory and by Redis", async () => {
    const embedder = countingEmbedder();
    const { cache, another } = await openCache(url, { embedder });
    const stored = await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
    expect(stored).toMatchObject({ stored: true, replaced: false });
    const fresh = another();
    embedder.texts.length = 0;
    const first = await fresh.lookup({ prompt: `  ${ASKED}\n`, scope: SCOPE });
    const second = await fresh.lookup({ prompt: ASKED, scope: SCOPE });
    expect(first).toMatchObject({ hit: true, tier: "exact", response: "Use the link.", similarity: 1 });
    expect(second).toMatchObject({ hit: true, tier: "memory", response: "Use the link." });
    expect(embedder.texts).toEqual([]);
  });

  it("a reworded question is answered by meaning, another one is not", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.85 });
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
    const fresh = another();
    const near = await fresh.lookup({ prompt: REWORDED, scope: SCOPE });
    const far = await fresh.lookup({ prompt: "what is the weather in Paris", scope: SCOPE });
    expect(near).toMatchObject({ hit: true, tier: "semantic", response: "Use the link." });
    expect(near.hit && near.similarity).toBeGreaterThan(0.85);
    expect(far).toMatchObject({ hit: false, reason: "below-threshold" });
  });

  it("another model, system prompt, sampling class, tool list or locale never shares an answer", async () => {
    const { cache } = await openCache(url, { threshold: 0 });
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
    const others = [
      { ...SCOPE, model: "small" },
      { ...SCOPE, system: "You are rude." },
      { ...SCOPE, temperature: 1 },
      { ...SCOPE, tools: [{ name: "search" }] },
      { ...SCOPE, locale: "de" },
      { ...SCOPE, responseFormat: "json" },
      { ...SCOPE, extra: { role: "admin" } },
    ];
    for (const scope of others) {
      expect(await cache.lookup({ prompt: ASKED, scope })).toMatchObject({ hit: false, reason: "not-found" });
    }
    expect(await cache.lookup({ prompt: ASKED, scope: { ...SCOPE, locale: undefined } })).toMatchObject({
      hit: true,
    });
  });

  it("exact questions that come at the same time are answered each as if it had come alone", async () => {
    const { client, cache, another, namespace } = await openCache(url);
    const prompts = Array.from({ length: 20 }, (_, index) => `question ${index}`);
    for (const [index, prompt] of prompts.entries()) {
      if (index % 4 === 0) continue;
      const stored = await cache.store({
        prompt,
        response: `answer ${index}`,
        writer: `writer ${index % 4}`,
      });
      // Another type of value lies under the key.
      if (stored.stored && index === 7) {
        await client.sendCommand(["SET", tenantKeys(namespace).entry(stored.entryId), "no hash"]);
      }
    }
    await cache.quarantine("writer 2");
    const fresh = another({ memory: false });
    const ask = (prompt: string) => fresh.lookup({ prompt }, { exactOnly: true });
    const together = await Promise.all(prompts.map(ask));
    expect(together.map((result) => (result.hit ? result.response : result.reason))).toEqual(
      prompts.map((_, index) => (index % 2 === 0 || index === 7 ? "not-found" : `answer ${index}`)),
    );
  });

  it("a look-up with tags is answered only by what carries them all", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.8 });
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link.", tags: ["faq", "v2"] });
    const fresh = another();
    expect(await fresh.lookup({ prompt: REWORDED, scope: SCOPE, tags: ["v2"] })).toMatchObject({ hit: true });
    expect(await fresh.lookup({ prompt: REWORDED, scope: SCOPE, tags: ["v3"] })).toMatchObject({
      hit: false,
    });
    expect(await fresh.lookup({ prompt: ASKED, scope: SCOPE, tags: ["v2", "v3"] })).toMatchObject({
      hit: false,
    });
  });

  it("wrap asks the producer once and answers from the cache afterwards", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.85 });
    let calls = 0;
    const produce = async () => {
      calls++;
      return { response: "Use the link.", usage: { inputTokens: 9, outputTokens: 4 } };
    };
    const made = await cache.wrap({ prompt: ASKED, scope: SCOPE }, produce);
    const again = await cache.wrap({ prompt: ASKED, scope: SCOPE }, produce);
    const elsewhere = await another().wrap({ prompt: REWORDED, scope: SCOPE }, produce);
    expect(made).toMatchObject({ hit: false, reason: "not-found", response: "Use the link." });
    expect(again).toMatchObject({ hit: true, tier: "memory", response: "Use the link." });
    expect(elsewhere).toMatchObject({ hit: true, tier: "semantic", response: "Use the link." });
    expect(calls).toBe(1);
  });
});
