import { expect, inject, it, onTestFinished, vi } from "vitest";
import type { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { EvidencePolicy } from "../../../src/learning/evidence/evidence-policy.js";
import { type CacheAlert, evidence, observed } from "../../../src/learning/index.js";
import { openCache } from "../../helpers/cache.js";
import { collect } from "../../helpers/collect.js";
import { seededRandom } from "../../helpers/seeded-vectors.js";
import { PLAIN, questionOf } from "../../helpers/topics.js";

const url = inject("redisUrl");
const WATCHED = {
  syncMs: 10,
  drift: { windowSize: 300, sampleEvery: 3, budgetShare: 0.25 },
} as const;

/** Asks random questions of the topics from `first` on, twenty at a time; the model knows the topic. */
async function ask(
  cache: SemanticCache,
  { first = 0, topics, questions }: { first?: number; topics: number; questions: number },
): Promise<void> {
  const random = seededRandom(first + 1);
  for (let asked = 0; asked < questions; asked += 20) {
    const batch = Array.from({ length: 20 }, (_, at) => {
      const topic = first + Math.floor(topics * random());
      const answer = async () => ({ response: `answer ${topic}`, answerId: `topic ${topic}` });
      return cache.wrap({ prompt: questionOf(topic, asked + at) }, answer);
    });
    await Promise.all(batch);
  }
}

/** Answer ids in Redis. */
async function answersOf(cache: SemanticCache): Promise<Set<string>> {
  const entries = await collect(cache.export({ vectors: false }));
  return new Set(entries.map(({ answerId }) => answerId));
}

it("a stream whose topics change is told once as a drift; the budget is tightened until things have settled", async () => {
  const alerts: CacheAlert[] = [];
  const tighten = vi.spyOn(EvidencePolicy.prototype, "tighten");
  onTestFinished(() => tighten.mockRestore());
  const shares = () => tighten.mock.calls.map(([share]) => share);
  const decision = evidence({
    ...WATCHED,
    clusters: { maxAnswers: 200 },
    onAlert: (alert) => void alerts.push(alert),
  });
  const { cache } = await openCache(url, { ...PLAIN, decision });
  await ask(cache, { topics: 8, questions: 640 });
  expect((await decision.quality()).drift).toMatchObject({ level: "ok", drifts: 0 });
  expect(alerts).toEqual([]);
  await ask(cache, { first: 50, topics: 8, questions: 300 });
  const { drift } = await decision.quality();
  expect(drift).toMatchObject({ level: "drift", drifts: 1 });
  expect(drift.moved.map(({ level }) => level)).toContain("drift");
  expect(alerts).toEqual([{ kind: "drift", moved: drift.moved }]);
  expect(drift.movedClusters).toHaveLength(16);
  for (const { before, now, answers } of drift.movedClusters) {
    expect(before < now).toBe(answers.every((answer) => Number(answer.slice("topic ".length)) >= 50));
  }
  expect(shares()).toEqual([0.25]);
  await ask(cache, { first: 50, topics: 8, questions: 640 });
  expect((await decision.quality()).drift).toMatchObject({ level: "ok", drifts: 1 });
  expect(shares()).toEqual([0.25, 1]);
  expect(alerts).toHaveLength(1);
  // What is asked no more can go.
  const faded = drift.movedClusters.find(({ now, before }) => now < before);
  const gone = new Set(faded?.answers);
  expect(await decision.invalidateCluster(faded?.id ?? "")).toBeGreaterThan(0);
  const left = await answersOf(cache);
  expect(left.size).toBe(16 - gone.size);
  expect([...gone].filter((answer) => left.has(answer))).toEqual([]);
});

it("a stream that stays as it is, in a cache that fills, is no drift, and after a flush nothing is compared with what was before", async () => {
  const alerts: CacheAlert[] = [];
  const decision = observed({
    ...WATCHED,
    policy: "threshold",
    onAlert: (alert) => void alerts.push(alert),
  });
  const { cache } = await openCache(url, { ...PLAIN, threshold: 0.7, decision });
  await ask(cache, { topics: 40, questions: 640 });
  expect((await decision.quality()).drift).toMatchObject({ level: "ok", drifts: 0 });
  await cache.invalidate({ all: true });
  await ask(cache, { first: 1_000, topics: 100_000, questions: 640 });
  expect((await decision.quality()).drift).toMatchObject({ drifts: 0 });
  expect(alerts).toEqual([]);
});

it("nothing is watched where the watch is off", async () => {
  const decision = observed({ ...WATCHED, policy: "threshold", drift: false });
  const { cache } = await openCache(url, { ...PLAIN, decision });
  await ask(cache, { topics: 2, questions: 20 });
  expect((await decision.quality()).drift).toEqual({
    level: "ok",
    moved: [],
    drifts: 0,
    lookups: 0,
    movedClusters: [],
  });
});
