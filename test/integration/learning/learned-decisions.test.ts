import { expect, inject, it } from "vitest";
import { observed } from "../../../src/learning/index.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { askTopics, learns, PLAIN, questionOf } from "../../helpers/topics.js";

const url = inject("redisUrl");

it("an explanation shows what evidence was weighed, with features, weights, probability, cut and a verdict in words", async () => {
  const decision = learns();
  const { cache } = await openCache(url, { ...PLAIN, decision });
  await askTopics(cache, { questions: 500 });
  const before = await decision.quality();
  const explanation = await cache.explain({ prompt: questionOf(3, 77) });
  expect(explanation.result).toMatchObject({ hit: true, tier: "semantic" });
  expect(explanation.candidates.length).toBeGreaterThan(5);
  const { why, details } = explanation;
  expect(why.probability).toBeGreaterThan(why.cut ?? 1);
  expect(details?.verdict).toMatch(/\d/);
  expect(Object.keys(details?.features ?? {})).toHaveLength(9);
  expect(Object.keys(details?.weights ?? {}).sort()).toEqual(
    [...Object.keys(details?.features ?? {}), "intercept"].sort(),
  );
  // It leaves no trace.
  expect((await decision.quality()).total).toEqual(before.total);
});

it("an explanation in shadow mode says what would be served, and that nothing is", async () => {
  const { cache, another } = await openCache(url, { guards: false, timings: NO_SWEEP, threshold: 0.8 });
  await cache.store({ prompt: "how do I cancel my order", response: "like this" });
  const shadowed = another({ decision: observed({ policy: "threshold", shadow: true }) });
  const request = { prompt: "how do I cancel my order" };
  const explanation = await shadowed.explain(request);
  expect(explanation.result).toEqual({ hit: false, reason: "shadow" });
  expect(explanation.summary).toContain("in shadow mode no hit is served");
  expect(explanation.steps.find(({ step }) => step === "exact")).toMatchObject({ answer: "hit" });
  expect(await shadowed.lookup(request)).toMatchObject(explanation.result);
});

it("a stale hit that is made anew is not audited as well: the producer is called once", async () => {
  const { cache } = await openCache(url, {
    guards: false,
    timings: NO_SWEEP,
    memory: false,
    threshold: 0.5,
    staleWhileRevalidateMs: 60_000,
    decision: observed({ policy: "threshold", audits: { share: 1 } }),
  });
  await cache.store({ prompt: "alpha beta gamma delta", response: "old", ttlMs: 1 });
  let calls = 0;
  const produce = async () => {
    calls++;
    return { response: "new" };
  };
  await expect
    .poll(async () => (await cache.lookup({ prompt: "alpha beta gamma delta" })) as { stale?: boolean })
    .toMatchObject({ stale: true });
  const answer = await cache.wrap({ prompt: "alpha beta gamma epsilon" }, produce);
  expect(answer).toMatchObject({ hit: true, tier: "semantic", stale: true });
  await cache.close();
  expect(calls).toBe(1);
});

it("in shadow mode an answer that is not to be cached says nothing about the hit that was not served", async () => {
  const { cache, another } = await openCache(url, { guards: false, timings: NO_SWEEP, threshold: 0.5 });
  await cache.store({ prompt: "alpha beta gamma delta", response: "stored" });
  const decision = observed({ policy: "threshold", shadow: true });
  const shadowed = another({ decision });
  const ask = (cacheable: boolean) =>
    shadowed.wrap({ prompt: "alpha beta gamma epsilon" }, async () => ({ response: "made", cacheable }));
  expect(await ask(false)).toMatchObject({ hit: false, reason: "shadow", response: "made" });
  expect((await decision.quality()).total).toMatchObject({ lookups: 1, decidedHits: 1, audits: 0 });
  await ask(true);
  expect((await decision.quality()).total).toMatchObject({ lookups: 2, audits: 1, wrongAudits: 1 });
});

it("callers who share a look-up in shadow mode are all given the model's answer, and the decision is learned from once", async () => {
  const { cache, another } = await openCache(url, { guards: false, timings: NO_SWEEP, threshold: 0.5 });
  await cache.store({ prompt: "alpha beta gamma delta", response: "stored" });
  const decision = observed({ policy: "threshold", shadow: true });
  const shadowed = another({ decision });
  let calls = 0;
  const ask = () =>
    shadowed.wrap({ prompt: "alpha beta gamma epsilon" }, async () => {
      calls++;
      return { response: "made" };
    });
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers.map(({ response }) => response)).toEqual(["made", "made", "made"]);
  expect(calls).toBe(3);
  expect((await decision.quality()).total).toMatchObject({ lookups: 3, hits: 3, decidedHits: 1, audits: 1 });
});

it("erasing a tenant erases what was learned about it, in Redis and in every instance", async () => {
  const [decision, second] = [learns(), learns()];
  const { client, cache, another, namespace } = await openCache(url, { ...PLAIN, decision });
  await askTopics(cache, { questions: 100 });
  another({ decision: second });
  expect((await second.quality()).model?.labels).toBeGreaterThan(50);
  await cache.clearTenant();
  for (const instance of [decision, second]) {
    expect(await instance.quality()).toMatchObject({ total: { lookups: 0 }, model: { labels: 0 } });
  }
  const tag = `{${namespace}:acme:cache}:`;
  for (const key of ["labels", "words:1", "pairs:1", "quality", "arms"]) {
    expect(await client.sendCommand(["EXISTS", `${tag}${key}`])).toBe(0);
  }
  expect(await client.sendCommand(["HKEYS", `${tag}model`])).toEqual(["epoch"]);
});

it("news of an instance that does not know yet that the tenant was erased do not come back", async () => {
  const unhurried = { syncMs: 600_000 };
  const [decision, second] = [learns(unhurried), learns(unhurried)];
  const { client, cache, another, namespace } = await openCache(url, { ...PLAIN, decision });
  const other = another({ decision: second });
  await askTopics(other, { questions: 100 });
  expect((await second.quality()).total.lookups).toBe(100);
  await askTopics(other, { questions: 50, seed: 2 });
  await cache.clearTenant();
  for (const instance of [second, decision]) {
    expect(await instance.quality()).toMatchObject({ total: { lookups: 0 }, model: { labels: 0 } });
  }
  const tag = `{${namespace}:acme:cache}:`;
  const learned = ["labels", "words:1", "pairs:1", "quality", "arms"].map((key) => `${tag}${key}`);
  expect(await client.sendCommand(["EXISTS", ...learned])).toBe(0);
  await askTopics(other, { questions: 10, seed: 3 });
  expect((await second.quality()).total.lookups).toBe(10);
  expect((await decision.quality()).total.lookups).toBe(10);
});
