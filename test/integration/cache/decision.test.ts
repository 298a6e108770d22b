import { expect, inject, it } from "vitest";
import type { DecisionPolicy } from "../../../src/cache/contract/decision-policy.js";
import type { AnswerCandidate } from "../../../src/cache/find/answer-hooks.js";
import { openCache } from "../../helpers/cache.js";

const url = inject("redisUrl");
const FIRST = "how do I reset the password of my account";
const SECOND = "how do I reset the password of my old account";
const ASKED = "how do I reset the password of my account please";

async function twoAnswers(options: Parameters<typeof openCache>[1]) {
  const { cache, another } = await openCache(url, { threshold: 0.8, memory: false, ...options });
  await cache.store({ prompt: FIRST, response: "first", answerId: "a" });
  await cache.store({ prompt: SECOND, response: "second", answerId: "b" });
  return { cache, another };
}

it("a call may tighten the threshold but not loosen it", async () => {
  const { cache, another } = await twoAnswers({ threshold: 0.9 });
  const { nearestSimilarity = 0 } = (await cache.lookup({ prompt: ASKED })).why;
  expect(await cache.lookup({ prompt: ASKED, threshold: 0.999 })).toMatchObject({
    reason: "below-threshold",
  });
  const strict = another({ threshold: 0.999 });
  expect(await strict.lookup({ prompt: ASKED, threshold: 0.5 })).toMatchObject({ reason: "below-threshold" });
  expect(nearestSimilarity).toBeGreaterThan(0.8);
});

it("tenant and category have thresholds of their own, the category's before the tenant's", async () => {
  const { cache } = await twoAnswers({
    threshold: 0.5,
    tenants: { acme: { threshold: 0.999 } },
    categories: { chat: { threshold: 0.6 } },
  });
  expect(await cache.lookup({ prompt: ASKED })).toMatchObject({ hit: false, why: { threshold: 0.999 } });
  expect(await cache.lookup({ prompt: ASKED, category: "chat" })).toMatchObject({ hit: true });
});

it("a policy of one's own sees the neighbours with their answers and has its choice served", async () => {
  const seen: unknown[] = [];
  const policy: DecisionPolicy = {
    name: "second best",
    neighbours: 2,
    decide: (query, neighbours) => {
      seen.push({ words: query.wordHashes.length, answers: neighbours.map(({ answerId }) => answerId) });
      return { serve: neighbours[1]?.entryId, reason: "because" };
    },
  };
  const { cache } = await twoAnswers({ decision: policy });
  expect(await cache.lookup({ prompt: ASKED })).toMatchObject({
    hit: true,
    response: "second",
    why: { policy: "second best", decision: "because" },
  });
  expect(seen).toMatchObject([{ answers: ["a", "b"] }]);
});

it("the reranker's order decides which answer is served, and its failure changes nothing", async () => {
  const rank = async (_: string, candidates: readonly AnswerCandidate[]) =>
    candidates.map(({ response }) => (response === "second" ? 1 : 0));
  const { cache, another } = await twoAnswers({ rerank: { rank } });
  expect(await cache.lookup({ prompt: ASKED })).toMatchObject({ response: "second" });
  const broken = another({ rerank: { rank: () => Promise.reject(new Error("down")) } });
  expect(await broken.lookup({ prompt: ASKED })).toMatchObject({ response: "first" });
  const hanging = another({ rerank: { rank: () => new Promise(() => undefined), timeoutMs: 5 } });
  expect(await hanging.lookup({ prompt: ASKED })).toMatchObject({ response: "first" });
});

it("the judge can refuse an answer, and no verdict is a refusal unless it is said otherwise", async () => {
  const { another } = await twoAnswers({});
  const refusingFirst = another({ judge: { accept: async (_, { response }) => response !== "first" } });
  expect(await refusingFirst.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "second" });
  const never = { accept: () => new Promise<boolean>(() => undefined), timeoutMs: 5 };
  expect(await another({ judge: never }).lookup({ prompt: ASKED })).toMatchObject({
    hit: false,
    reason: "judge",
  });
  const trusting = another({ judge: { ...never, onNoVerdict: "serve" } });
  expect(await trusting.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "first" });
  const unasked = another({ judge: { ...never, belowSimilarity: 0.5 } });
  expect(await unasked.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "first" });
});

it("calls of the judge, their time and their cost are counted, and are no saving", async () => {
  const judge = { accept: async (_: string, { response }: AnswerCandidate) => response !== "first" };
  const telemetry = { judgeCostPerCall: 0.25 };
  const { cache } = await twoAnswers({ judge, telemetry, categories: { chat: {} } });
  expect(await cache.lookup({ prompt: ASKED, category: "chat" })).toMatchObject({ response: "second" });
  await cache.lookup({ prompt: "quite another question" });
  const { judge: used, categories, netSaved } = await cache.stats();
  expect(used).toMatchObject({ calls: 2, failures: 0, cost: 0.5 });
  expect(categories.chat?.judge).toMatchObject({ calls: 2, cost: 0.5 });
  expect(netSaved).toBe(-0.5);
});

it("a judge without a function, or with another time to be asked, is refused", async () => {
  for (const judge of [{ ask: true }, { accept: async () => true, when: "sometimes" }]) {
    const wrong: never = { judge } as never;
    const refused = { code: "INVALID_OPTIONS", message: expect.stringContaining("judge") };
    await expect(openCache(url, wrong)).rejects.toMatchObject(refused);
  }
});

it("guards reject a near question that differs in what matters, say so without its words, and can be switched off", async () => {
  const { cache, another } = await openCache(url, { threshold: 0.7, memory: false });
  await cache.store({ prompt: "How do I cancel an order of 20 euros", response: "Within a day." });
  const asked = { prompt: "How do I cancel an order of 900 euros" };
  const guarded = await cache.lookup(asked);
  expect(guarded).toMatchObject({ hit: false, reason: "guard" });
  expect(guarded.why.guards).toContainEqual(expect.objectContaining({ guard: "numbers", verdict: "reject" }));
  expect(JSON.stringify(guarded)).not.toMatch(/900|20 euros|order/);
  expect((await cache.stats()).guardRejections).toEqual({ numbers: 1 });
  expect(await another({ guards: false }).lookup(asked)).toMatchObject({ hit: true });
  const byCategory = another({ categories: { refunds: { guards: ["negation"] } } });
  expect(await byCategory.lookup({ ...asked, category: "refunds" })).toMatchObject({ hit: true });
  expect(await byCategory.lookup(asked)).toMatchObject({ hit: false, reason: "guard" });
});
