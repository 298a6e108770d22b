import { expect, inject, it } from "vitest";
import { type CacheAlert, experiment, fixedThreshold, observed } from "../../../src/learning/index.js";
import { openCache } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";
import { askTopics, learns, PLAIN, questionOf } from "../../helpers/topics.js";

const url = inject("redisUrl");

onEachServer((server) => {
  it("serves nothing at first, learns from its misses, and then answers by meaning without a wrong answer", async () => {
    const decision = learns();
    const { cache } = await openCache(server.url, { ...PLAIN, decision });
    const { hits, lateHits, wrong, answers } = await askTopics(cache, { questions: 500 });
    expect(answers.slice(0, 25).every(({ hit }) => !hit)).toBe(true);
    expect(lateHits).toBeGreaterThan(60);
    expect(wrong).toBe(0);
    const hit = answers.findLast((answer) => answer.hit);
    expect(hit?.why).toMatchObject({ policy: "evidence", decision: "evidence" });
    expect(hit?.why.probability).toBeGreaterThanOrEqual(hit?.why.cut ?? 1);
    const report = await decision.quality();
    expect(report).toMatchObject({ policy: "evidence", mode: "evidence", total: { lookups: 500, hits } });
    expect(report.model?.labels).toBeGreaterThan(50);
  });
});

it("what one instance has learned, another one begins with; it goes on without the first, and both hear of each other", async () => {
  const [first, second, third] = [learns(), learns(), learns()];
  const { cache, another } = await openCache(url, { ...PLAIN, decision: first });
  await askTopics(cache, { questions: 500 });
  const labels = (await first.quality()).model?.labels ?? 0;
  await cache.close();
  const [secondCache, thirdCache] = [another({ decision: second }), another({ decision: third })];
  expect((await second.quality()).model?.labels).toBe(labels);
  const { hits } = await askTopics(secondCache, { questions: 20, seed: 2 });
  expect(hits).toBeGreaterThan(10);
  await third.quality();
  await askTopics(thirdCache, { questions: 40, topics: 30, seed: 3 });
  const known = (await third.quality()).model?.labels ?? 0;
  expect(known).toBeGreaterThan(labels);
  await expect.poll(async () => (await second.quality()).model?.labels).toBe(known);
  expect((await second.quality()).total.lookups).toBe(560);
});

it("labels of an instance that dies are in Redis within its next trip", async () => {
  const { cache, another } = await openCache(url, { ...PLAIN, decision: learns() });
  const { calls } = await askTopics(cache, { questions: 60 });
  // The first one is neither closed nor asked, so others know what it wrote by itself. Its first question had no neighbour.
  const second = learns();
  another({ decision: second });
  await expect.poll(async () => (await second.quality()).model?.labels).toBe(calls - 1);
});

it("rows that are damaged, foreign or of another version are passed over, and a damaged record is no record", async () => {
  const [decision, second] = [learns(), learns()];
  const { client, cache, another, namespace } = await openCache(url, { ...PLAIN, decision });
  await askTopics(cache, { questions: 60 });
  const { model } = await decision.quality();
  await cache.close();
  const tag = `{${namespace}:acme:cache}:`;
  const [row] = JSON.parse(
    JSON.stringify(await client.sendCommand(["XRANGE", `${tag}labels`, "-", "+", "COUNT", "1"])),
  );
  const version = row[1][1];
  const rows: string[][] = [
    ["v", version, "k", "miss", "r", "1", "p", "0.5", "x", "short"],
    ["v", "99.future", "k", "miss", "r", "1", "p", "0.5", "x", "y".repeat(40)],
    ["v", version, "k", "miss", "r", "1", "p", "0.5", "x", "\u007f".repeat(40)],
    ["what", "ever"],
  ];
  for (const fields of rows) await client.sendCommand(["XADD", `${tag}labels`, "*", ...fields]);
  await client.sendCommand(["HSET", `${tag}model`, version, "{broken"]);
  await client.sendCommand(["HSET", `${tag}words:1`, "not a hash", "x", "n", "many", "17", "-4"]);
  await client.sendCommand(["HSET", `${tag}quality`, "lookups:", "lots"]);
  another({ decision: second });
  const report = await second.quality();
  expect(report.model?.labels).toBe(model?.labels);
  expect(report.model?.weights.every(Number.isFinite)).toBe(true);
  expect(Number.isFinite(report.total.lookups)).toBe(true);
});

it("reset makes all instances forget; export and import carry what was learned to another cache of the same embedder", async () => {
  const [decision, second, elsewhere, other] = [learns(), learns(), learns(), learns()];
  const { cache, another } = await openCache(url, { ...PLAIN, decision });
  const secondCache = another({ decision: second });
  await askTopics(cache, { questions: 500 });
  const labels = (await decision.quality()).model?.labels;
  await expect.poll(async () => (await second.quality()).model?.labels).toBe(labels);
  const learned = JSON.parse(JSON.stringify(await decision.export()));
  await decision.reset();
  expect(await decision.quality()).toMatchObject({ total: { lookups: 0 }, model: { labels: 0 } });
  await expect.poll(async () => (await second.quality()).model?.labels).toBe(0);
  const { answers } = await askTopics(secondCache, { questions: 10, seed: 5 });
  expect(answers.some(({ hit }) => hit)).toBe(false);
  await openCache(url, { ...PLAIN, decision: elsewhere });
  await elsewhere.import(learned);
  expect((await elsewhere.quality()).model?.labels).toBe(labels);
  await openCache(url, { ...PLAIN, decision: other, index: { quantization: "none" } });
  await expect(other.import(learned)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

it("audited hits that are wrong show in the report by category, and the breach of the budget is told once", async () => {
  const alerts: CacheAlert[] = [];
  const decision = observed({
    policy: "threshold",
    syncMs: 10,
    audits: { share: 1, maxConcurrent: 1 },
    onAlert: (alert) => {
      alerts.push(alert);
      throw new Error("The listener failed.");
    },
  });
  const { cache } = await openCache(url, { ...PLAIN, threshold: 0.6, decision });
  const wrongly = (topic: number, variant: number) => ({
    response: `${topic} ${variant}`,
    answerId: `${topic} ${variant}`,
  });
  await askTopics(cache, { questions: 60, topics: 2, answerOf: wrongly, request: { category: "bad" } });
  await askTopics(cache, {
    questions: 30,
    topics: 2,
    seed: 2,
    request: { category: "good", scope: { model: "m" } },
  });
  await expect.poll(async () => (await decision.quality()).total.audits).toBeGreaterThan(50);
  const { total, byCategory } = await decision.quality();
  expect(byCategory.bad?.wrongShare).toMatchObject({ share: 1 });
  expect(byCategory.good).toMatchObject({ wrongAudits: 0, wrongShare: { share: 0 } });
  expect(total.errorRate.low).toBeGreaterThan(0.02);
  await decision.quality();
  expect(alerts).toMatchObject([{ kind: "budget-breached", errorBudget: 0.02 }]);
  expect((await cache.stats()).backgroundFailures).toEqual({ "alert-listener": { Error: 1 } });
});

it("without audits, which is a threshold's default, no hit calls the producer", async () => {
  for (const audits of [undefined, false] as const) {
    const decision = observed({ policy: "threshold", syncMs: 10, audits });
    const { cache } = await openCache(url, { ...PLAIN, threshold: 0.6, decision });
    const { hits } = await askTopics(cache, { questions: 60, topics: 2 });
    expect(hits).toBe(58);
    expect((await decision.quality()).total.audits).toBe(0);
  }
  const { cache } = await openCache(url, { ...PLAIN, decision: learns({ audits: false }) });
  const { hits, calls } = await askTopics(cache, { questions: 400 });
  await cache.close();
  expect(hits + calls).toBe(400);
});

it("in shadow mode every question goes to the model, nothing that would have hit is stored, and the report tells what hits would have been worth", async () => {
  const shadow = () => observed({ policy: "threshold", syncMs: 10, shadow: true });
  const [decision, second] = [shadow(), shadow()];
  const { cache, another } = await openCache(url, { ...PLAIN, threshold: 0.6, decision });
  const { calls, hits, answers } = await askTopics(cache, { questions: 100, topics: 4 });
  expect([calls, hits]).toEqual([100, 0]);
  const withheld = answers.filter(({ reason }) => reason === "shadow");
  expect(withheld.length).toBeGreaterThan(90);
  expect(withheld.every(({ notStored }) => notStored === "shadow")).toBe(true);
  another({ decision: second });
  const report = await second.quality();
  await expect
    .poll(async () => (await decision.quality()).total)
    .toMatchObject({ lookups: 100, hits: withheld.length, audits: withheld.length, wrongAudits: 0 });
  expect(report.isShadow).toBe(true);
});

it("a look-up and the store that follows it label a decision, as wrap does", async () => {
  const decision = learns();
  const { cache } = await openCache(url, { ...PLAIN, decision });
  for (let variant = 0; variant < 5; variant++) {
    const prompt = questionOf(1, variant);
    await cache.lookup({ prompt });
    await cache.store({ prompt, response: "one" });
  }
  // The first one had no neighbour, so there was nothing to be right or wrong about.
  expect((await decision.quality()).model?.labels).toBe(4);
});

it("answers in different words are one answer when the judge says so, and unlink parts them again", async () => {
  const asked: string[] = [];
  const decision = learns({
    link: {
      isSame: async (question, [made, stored]) => {
        asked.push(question);
        return made.slice(0, 5) === stored.slice(0, 5);
      },
    },
  });
  const { cache, another, client, namespace } = await openCache(url, { ...PLAIN, decision });
  await cache.wrap({ prompt: questionOf(1, 1) }, async () => ({ response: "Press the button." }));
  const { entryId = "" } = await cache.wrap({ prompt: questionOf(1, 2) }, async () => ({
    response: "Press that button.",
  }));
  const answerId = async (id: string) =>
    client.sendCommand(["HGET", `{${namespace}:acme:cache}:0:e:${id}`, "a"]);
  const first = await another().lookup({ prompt: questionOf(1, 1) });
  if (!first.hit) throw new Error("An exact question must hit.");
  await expect.poll(() => answerId(entryId)).toBe(first.answerId);
  expect(asked).toEqual([questionOf(1, 2)]);
  expect(await decision.unlink(entryId)).toBe(true);
  expect(await answerId(entryId)).not.toBe(first.answerId);
  expect(await cache.lookup({ prompt: questionOf(1, 2) })).toMatchObject({
    hit: true,
    response: "Press that button.",
  });
  expect(await decision.unlink(entryId.replace(/.$/, (last) => (last === "A" ? "B" : "A")))).toBe(false);
  await expect(decision.unlink("nonsense")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

it("a call's or category's threshold holds for evidence, too", async () => {
  const { cache } = await openCache(url, {
    ...PLAIN,
    decision: learns(),
    categories: { strict: { threshold: 0.999 } },
  });
  await askTopics(cache, { questions: 500 });
  const tries = await askTopics(cache, { questions: 20, seed: 7, request: { category: "strict" } });
  expect(tries.hits).toBe(0);
  const tighter = await askTopics(cache, { questions: 20, seed: 8, request: { threshold: 0.999 } });
  expect(tighter.hits).toBe(0);
});

it("answers that are never alike make it step down, and it says so", async () => {
  const alerts: CacheAlert[] = [];
  const decision = learns({ onAlert: (alert) => void alerts.push(alert) });
  const { cache } = await openCache(url, { ...PLAIN, threshold: 0.6, decision });
  const unique = (topic: number, variant: number) => ({ response: `${topic}, in other words: ${variant}` });
  await askTopics(cache, { questions: 60, answerOf: unique });
  expect(alerts).toMatchObject([{ kind: "decision-mode", mode: "threshold" }]);
  expect(await decision.quality()).toMatchObject({ mode: "threshold", unlinkedShare: 1 });
  const { hits } = await askTopics(cache, { questions: 10, seed: 2, answerOf: unique });
  expect(hits).toBe(10);
});

it("a decision that is none of the names and no policy is refused", async () => {
  for (const name of ["guess", "evidence"]) {
    const wrong: { decision: never } = JSON.parse(JSON.stringify({ decision: name }));
    const refused = { code: "INVALID_OPTIONS", message: expect.stringContaining("evidence()") };
    await expect(openCache(url, wrong)).rejects.toMatchObject(refused);
  }
});

it("an experiment shows which of two policies hits more, over all instances", async () => {
  const tried = () =>
    experiment({ name: "looser", a: fixedThreshold(0.999), b: fixedThreshold(0.5), syncMs: 10 });
  const [first, second] = [tried(), tried()];
  const { cache, another } = await openCache(url, { ...PLAIN, decision: first });
  expect(await first.compare()).toMatchObject({ hitsMore: undefined });
  await askTopics(cache, { questions: 250 });
  await askTopics(another({ decision: second }), { questions: 50, seed: 2 });
  await first.compare();
  const report = await second.compare();
  // The very first question had no neighbour to decide about.
  expect(report.a.lookups + report.b.lookups).toBe(299);
  expect(report).toMatchObject({
    a: { decidedHits: 0 },
    hitsMore: "b",
    hitRate: { low: expect.any(Number) },
  });
});
