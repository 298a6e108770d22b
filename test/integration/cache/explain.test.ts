import { expect, inject, it } from "vitest";
import type { Explanation } from "../../../src/cache/find/explanation.js";
import { formatExplanation } from "../../../src/cache/find/format-explanation.js";
import { canonicalizePrompt } from "../../../src/text/canonicalize-prompt.js";
import { openCache } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";
import { startedRedis } from "../../helpers/started-redis.js";

const SCOPE = { model: "large", system: "You help customers.", temperature: 0 };
const ASKED = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";

onEachServer(({ url }) => {
  it("explains a hit by meaning with its neighbours, and says what the look-up then says", async () => {
    const { cache, another } = await openCache(url, {
      threshold: 0.95,
      categories: { account: { threshold: 0.85 } },
    });
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
    await cache.warm(
      Array.from({ length: 30 }, (_, index) => ({
        prompt: `something else ${index}`,
        scope: SCOPE,
        response: `no ${index}`,
      })),
    );
    const fresh = another();
    const request = { prompt: REWORDED, scope: SCOPE, category: "account" };
    const explained = await fresh.explain(request);
    const found = await fresh.lookup(request);
    if (!found.hit) throw new Error("the look-up found nothing");
    expect(explained.result).toEqual({
      hit: true,
      tier: "semantic",
      entryId: found.entryId,
      similarity: found.similarity,
      stale: false,
    });
    expect(explained.threshold).toEqual({ value: 0.85, from: "category" });
    expect(explained.identity).toMatchObject({
      scopeFields: ["model", "system", "temperature"],
      textLength: REWORDED.length,
    });
    expect(explained.steps.map(({ step, answer }) => [step, answer])).toEqual([
      ["memory", "miss"],
      ["exact", "miss"],
      ["embedding", "done"],
      ["near", "miss"],
      ["semantic", "hit"],
    ]);
    expect(explained.candidates).toHaveLength(20);
    expect(explained.candidates[0]).toMatchObject({ entryId: found.entryId, isServed: true });
    for (const { lowest, highest, codeSimilarity, reachesThreshold } of explained.candidates) {
      expect(lowest).toBeLessThan(codeSimilarity);
      expect(highest).toBeGreaterThan(codeSimilarity);
      expect(reachesThreshold).toBe(codeSimilarity > 0.84);
    }
    expect(formatExplanation(explained)).toContain("Answered by meaning at a similarity of 0.");
    expect(explained.identity?.text).toBe(canonicalizePrompt(REWORDED));
    expect(explained.candidates[0]?.prompt).toBe(ASKED);
    expect(explained.candidates.every(({ prompt }) => prompt !== undefined)).toBe(true);
    expect(formatExplanation(explained)).toContain(`, served: "${ASKED}"\n`);
    expect(JSON.stringify(explained) + formatExplanation(explained)).not.toMatch(/customers|link/);
    const discreet = await fresh.explain(request, { includeText: false });
    expect(JSON.stringify(discreet) + formatExplanation(discreet)).not.toMatch(/password|customers|link/);
  });

  it("says memory where the look-up then answers from memory by meaning, and names the step", async () => {
    const { cache } = await openCache(url, {
      threshold: 0.8,
      memory: { nearSimilarity: 0.85 },
      coherence: { maxLagMs: "unbounded" },
    });
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
    const request = { prompt: REWORDED, scope: SCOPE };
    const explained = await cache.explain(request);
    const found = await cache.lookup(request);
    if (!found.hit) throw new Error("the look-up found nothing");
    expect(found.tier).toBe("memory");
    expect(explained.result).toMatchObject({ hit: true, tier: "memory", similarity: found.similarity });
    expect(explained.why).toEqual(found.why);
    expect(answersOf(explained)).toEqual(["miss", "miss", "done", "hit", "hit"]);
    expect(explained.summary).toContain("from this process' memory, by meaning at a similarity of 0.");
  });

  it("explains a miss: how near it was, and whose threshold it missed", async () => {
    const { cache } = await openCache(url, { threshold: 0.8, tenants: { acme: { threshold: 0.9 } } });
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link." });
    const asked = { prompt: "what is the weather in Paris", scope: SCOPE };
    const missed = await cache.explain(asked);
    expect(missed).toMatchObject({
      result: { hit: false, reason: "below-threshold" },
      threshold: { value: 0.9, from: "tenant" },
    });
    expect(missed.summary).toMatch(
      /^Not answered .* \(-?0\.\d+, against the tenant's threshold of 0\.9\)\.$/,
    );
    expect(missed.candidates).toHaveLength(1);
    const tightened = await cache.explain({ ...asked, threshold: 0.95 });
    expect(tightened.threshold).toEqual({ value: 0.95, from: "call" });
    const elsewhere = await cache.explain({ prompt: ASKED, scope: { ...SCOPE, model: "small" } });
    expect(elsewhere).toMatchObject({ result: { hit: false, reason: "not-found" }, candidates: [] });
    const refused = await cache.explain({ messages: [{ role: "tool", content: "42" }] });
    expect(refused).toMatchObject({ result: { hit: false, reason: "agent-turn" }, identity: undefined });
  });

  it("leaves no trace: nothing counted, no tier filled, also the exact and memory tiers asked", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.8 });
    await cache.store({ prompt: ASKED, scope: SCOPE, response: "Use the link.", tags: ["faq"] });
    const fresh = another({ coherence: { maxLagMs: "unbounded" } });
    expect((await fresh.explain({ prompt: ASKED, scope: SCOPE })).result).toMatchObject({ tier: "exact" });
    expect((await fresh.explain({ prompt: REWORDED, scope: SCOPE })).result).toMatchObject({
      tier: "semantic",
    });
    expect(await fresh.lookup({ prompt: ASKED, scope: SCOPE })).toMatchObject({ tier: "exact" });
    const explained = await fresh.explain({ prompt: ASKED, scope: SCOPE });
    expect(answersOf(explained)).toEqual(["hit", "hit", "done", "miss", "hit"]);
    expect(explained.result).toMatchObject({ tier: "memory" });
    const tagged = await fresh.explain({ prompt: ASKED, scope: SCOPE, tags: ["news"] });
    expect(answersOf(tagged)).toEqual(["other-tags", "other-tags", "done", "miss", "miss"]);
    // Hands over what it counted: the one text that it stored.
    await cache.close();
    expect(await fresh.stats()).toMatchObject({ lookups: 1, hits: 1, embedding: { texts: 1 } });
  });
});

it("does not count as a use in the memory tier", async () => {
  const { cache } = await openCache(inject("redisUrl"), { memory: { maxEntries: 2 } });
  const ask = (prompt: string) => ({ prompt, scope: SCOPE });
  await cache.store({ ...ask("first"), response: "1" });
  await cache.store({ ...ask("second"), response: "2" });
  await cache.explain(ask("first"));
  await cache.store({ ...ask("third"), response: "3" });
  expect(await cache.lookup(ask("second"))).toMatchObject({ tier: "memory" });
  expect(await cache.lookup(ask("first"))).toMatchObject({ tier: "exact" });
});

it("an unreachable server is part of the explanation", async () => {
  const redis = await startedRedis();
  const { cache } = await openCache(redis.url, {}, { acquireTimeoutMs: 200, commandTimeoutMs: 200 });
  await redis.kill();
  const explained = await cache.explain({ prompt: ASKED, scope: SCOPE });
  expect(explained.result).toEqual({ hit: false, reason: "unavailable" });
  expect(answersOf(explained)).toEqual(["miss", "failed", "done", "miss", "failed"]);
  expect(explained.steps[1]?.errorCode).toBeTruthy();
  expect(explained.summary).toBe("Not answered from the cache: Redis did not answer.");
});

function answersOf({ steps }: Explanation) {
  return steps.map(({ answer }) => answer);
}
