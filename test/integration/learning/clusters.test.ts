import { expect, inject, it } from "vitest";
import type { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { observed } from "../../../src/learning/index.js";
import { canonicalizePrompt } from "../../../src/text/canonicalize-prompt.js";
import { NO_SWEEP, openCache } from "../../helpers/cache.js";
import { collect } from "../../helpers/collect.js";
import { cosine } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { learns, questionOf } from "../../helpers/topics.js";

const url = inject("redisUrl");
const PLAIN = { guards: false, timings: NO_SWEEP, threshold: 0.5 } as const;
const embedder = createTestEmbedder({ dimension: 128 });

function entriesOf(topics: readonly number[], variants: number, scope = {}) {
  return topics.flatMap((topic) =>
    Array.from({ length: variants }, (_, variant) => ({
      prompt: questionOf(topic, variant),
      response: `answer ${topic}`,
      answerId: `topic ${topic}`,
      scope,
    })),
  );
}

async function promptsIn(cache: SemanticCache): Promise<string[]> {
  const entries = await collect(cache.export({ vectors: false }));
  return entries.map(({ prompt }) => prompt).sort();
}

async function cosinesWith(question: string, prompts: readonly string[]): Promise<number[]> {
  const [query, ...vectors] = await embedder.embed([question, ...prompts].map(canonicalizePrompt));
  return vectors.map((vector) => cosine(query!, vector));
}

onEachServer((server) => {
  it("invalidates the entries that are near a question, to the last digit of their cosine, and only these", async () => {
    const { cache } = await openCache(server.url, PLAIN);
    await cache.warm([...entriesOf([1], 300), ...entriesOf([2], 20)]);
    const prompts = await promptsIn(cache);
    expect(prompts).toHaveLength(320);
    const question = questionOf(1, 777_777);
    const cosines = await cosinesWith(question, prompts);
    // Between two entries of the topic, closer together than the error of the server's codes.
    const falling = cosines.toSorted((a, b) => b - a);
    const similarity = (falling[269]! + falling[270]!) / 2;
    const left = prompts.filter((_, at) => cosines[at]! < similarity);
    const { entries } = await cache.invalidate({ near: question, similarity });
    expect(await promptsIn(cache)).toEqual(left);
    expect(entries).toBe(320 - left.length);
    expect(await cache.invalidate({ near: question, similarity })).toEqual({ entries: 0 });
  });
});

it("what is invalidated by neighbourhood is gone in other processes' memory too; other scopes and tags stay", async () => {
  const { cache, another } = await openCache(url, PLAIN);
  const second = another();
  const ask = { prompt: questionOf(1, 0) };
  await cache.warm([...entriesOf([1, 2], 3), ...entriesOf([1], 3, { model: "other" })]);
  await cache.store({ prompt: questionOf(1, 50), tags: ["kept"], response: "answer 1" });
  expect((await second.lookup(ask)).hit).toBe(true);
  expect(await second.lookup(ask)).toMatchObject({ tier: "memory" });
  const near = { prompt: questionOf(1, 51), tags: ["kept"] };
  expect(await cache.invalidate({ near, similarity: 0.5 })).toEqual({ entries: 1 });
  expect(await cache.invalidate({ near: questionOf(1, 51), similarity: 0.5 })).toEqual({ entries: 3 });
  await expect.poll(async () => (await second.lookup(ask)).hit).toBe(false);
  expect((await second.lookup({ ...ask, scope: { model: "other" } })).hit).toBe(true);
  expect((await second.lookup({ prompt: questionOf(2, 0) })).hit).toBe(true);
});

it("shows answers with similar questions as clusters, of all processes, and invalidates one of them", async () => {
  const decision = observed({ policy: "threshold", clusters: { maxAnswers: 100 } });
  const { cache, another } = await openCache(url, { ...PLAIN, decision });
  await another({ decision: "threshold" }).warm(entriesOf([1, 2, 3], 40));
  await cache.store({ prompt: questionOf(3, 99), response: "another answer", answerId: "also 3" });
  await cache.lookup({ prompt: questionOf(3, 99) });
  const clusters = await decision.clusters({ similarity: 0.5 });
  expect(clusters.map(({ answers, entries, hits }) => ({ answers, entries, hits }))).toEqual([
    { answers: ["also 3", "topic 3"], entries: 41, hits: 1 },
    { answers: [expect.stringMatching(/topic [12]/)], entries: 40, hits: 0 },
    { answers: [expect.stringMatching(/topic [12]/)], entries: 40, hits: 0 },
  ]);
  const [both] = clusters;
  expect(both?.spread.lowest).toBeGreaterThan(0.5);
  const stored = await collect(cache.export({ vectors: false }));
  for (const { representatives, answers } of clusters) {
    const entries = stored.filter(({ entryId }) => representatives.includes(entryId));
    expect(entries.map(({ answerId }) => answerId).sort()).toEqual(answers);
  }
  expect((await decision.clusters({ of: "used" })).map(({ answers }) => answers)).toEqual([["also 3"]]);
  expect(await decision.clusters({ similarity: 0.5, limit: 1 })).toEqual([both]);
  expect(await decision.invalidateCluster(both?.id ?? "")).toBe(41);
  expect(new Set((await collect(cache.export())).map(({ answerId }) => answerId))).toEqual(
    new Set(["topic 1", "topic 2"]),
  );
});

it("refuses neighbourhoods that are none, and clusters that nobody was told of", async () => {
  const decision = learns();
  const { cache, another } = await openCache(url, { ...PLAIN, decision });
  const refused = { code: "INVALID_ARGUMENT" };
  await expect(cache.invalidate({ near: "a question", similarity: 1.5 })).rejects.toMatchObject(refused);
  await expect(cache.invalidate({ near: "", similarity: 0.9 })).rejects.toMatchObject(refused);
  await expect(decision.invalidateCluster("unknown")).rejects.toMatchObject(refused);
  await expect(decision.clusters({ similarity: 2 })).rejects.toMatchObject(refused);
  await expect(decision.clusters({ limit: 0 })).rejects.toMatchObject(refused);
  const blind = another({ embedder: undefined, decision: "threshold" });
  await expect(blind.invalidate({ near: "a question", similarity: 0.9 })).rejects.toMatchObject(refused);
  await cache.warm(entriesOf([1], 2));
  const [cluster] = await decision.clusters();
  await cache.invalidate({ all: true });
  await expect(decision.invalidateCluster(cluster?.id ?? "")).rejects.toMatchObject(refused);
  expect(await decision.clusters()).toEqual([]);
  const abort = AbortSignal.abort(new Error("enough"));
  await expect(decision.clusters({ signal: abort })).rejects.toThrow();
});
