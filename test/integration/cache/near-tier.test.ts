import { expect, inject, it } from "vitest";
import type { CachePartsOptions } from "../../../src/cache/cache-parts.js";
import { openCache } from "../../helpers/cache.js";

const ASKED = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const SCOPE = { model: "large" };

function open(options: Partial<CachePartsOptions> = {}) {
  return openCache(inject("redisUrl"), { threshold: 0.8, memory: { nearSimilarity: 0.85 }, ...options });
}

it("a near-duplicate of what this process stored is answered from memory, with its exact similarity", async () => {
  const { cache, another } = await open();
  await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link.", tags: ["faq"] });
  const near = await cache.lookup({ prompt: REWORDED, scope: SCOPE, tags: ["faq"] });
  const asked = await another().lookup({ prompt: REWORDED, scope: SCOPE });
  expect(near).toMatchObject({ hit: true, tier: "memory", response: "Use the link.", tags: ["faq"] });
  expect(asked).toMatchObject({ hit: true, tier: "semantic", response: "Use the link." });
  expect(near.hit && asked.hit && near.similarity).toBeCloseTo(asked.hit ? asked.similarity : 0, 2);
});

it("asks Redis where memory holds nothing near enough for the call, of the scope, or with the tags", async () => {
  const { cache } = await open();
  await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
  expect(await cache.lookup({ prompt: REWORDED, scope: SCOPE, threshold: 0.999 })).toMatchObject({
    hit: false,
  });
  expect(await cache.lookup({ prompt: REWORDED, scope: { model: "small" } })).toMatchObject({ hit: false });
  expect(await cache.lookup({ prompt: REWORDED, scope: SCOPE, tags: ["faq"] })).toMatchObject({ hit: false });
});

it("an answer that was invalidated is no near-duplicate any more", async () => {
  const { cache } = await open();
  const stored = await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
  await cache.invalidate({ entryId: stored.stored ? stored.entryId : "" });
  expect(await cache.lookup({ prompt: REWORDED, scope: SCOPE })).toMatchObject({ hit: false });
});

it("guards stand before near-duplicates as before any other", async () => {
  const { cache } = await open();
  await cache.store({ prompt: `${ASKED} in 3 days`, scope: SCOPE, response: "In three days." });
  const found = await cache.lookup({ prompt: `${ASKED} in 4 days`, scope: SCOPE });
  expect(found).toMatchObject({ hit: false, reason: "guard" });
});

it("a policy that compares neighbours, or a reranker, is given those of Redis", async () => {
  const nearest = await open({
    decision: {
      name: "own",
      neighbours: 3,
      decide: (_, [first]) => ({ serve: first?.entryId, reason: "first" }),
    },
  });
  const reranked = await open({
    rerank: { timeoutMs: 1_000, rank: async (_, answers) => answers.map(() => 1) },
  });
  for (const { cache } of [nearest, reranked]) {
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
    expect(await cache.lookup({ prompt: REWORDED, scope: SCOPE })).toMatchObject({ tier: "semantic" });
  }
});
