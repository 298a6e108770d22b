import { describe, expect, it, vi } from "vitest";
import type { CachePartsOptions } from "../../../../src/cache/cache-parts.js";
import type { DecisionPolicy, DecisionQuery, Neighbour } from "../../../../src/cache/contract/index.js";
import type { AnswerCandidate, JudgeHook, RerankHook } from "../../../../src/cache/find/index.js";
import { OctavecError } from "../../../../src/errors/index.js";
import type { Command } from "../../../../src/executor.js";
import { ASKED, findStage, forever, REWORDED, type StagedEntry, TIMEOUT_MS } from "./find-stage.js";

const QUESTION = { prompt: REWORDED };

/** Entries that no guard tells apart, best first. */
function ranked(...similarities: number[]): StagedEntry[] {
  return similarities.map((similarity, index) => ({
    prompt: ASKED + " x".repeat(index + 1),
    response: `answer ${index + 1}`,
    similarity,
  }));
}

/** Picks the first neighbour it is given, and keeps what it was asked. */
function firstPolicy(more: Partial<DecisionPolicy> = {}) {
  const asked: { query: DecisionQuery; neighbours: readonly Neighbour[] }[] = [];
  const policy: DecisionPolicy = {
    name: "first",
    neighbours: 5,
    decide: (query, neighbours) => {
      asked.push({ query, neighbours });
      return { serve: neighbours[0]?.entryId, reason: "first" };
    },
    ...more,
  };
  return { policy, asked };
}

describe("the policy", () => {
  it("is given the neighbours best first, as they were stored, and what the call asks for", async () => {
    const { policy, asked } = firstPolicy();
    const { lookUp, redis } = findStage(ranked(0.93, 0.97, 0.95), { decision: policy });
    expect((await lookUp({ ...QUESTION, threshold: 0.91, category: "faq" })).result).toMatchObject({
      response: "answer 2",
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.query).toMatchObject({
      threshold: 0.91,
      floor: 0.91,
      category: "faq",
      isRehearsal: false,
    });
    expect(asked[0]?.neighbours.map(({ similarity }) => Math.round(similarity * 100))).toEqual([97, 95, 93]);
    expect(asked[0]?.neighbours[0]).toMatchObject({ answerId: "answer 2", ageMs: 99_000 });
    expect(redis.executor.sent.at(-1)).toContain("5");
  });

  it("may pick an entry whose answer did not come with the search: that is read", async () => {
    const { policy } = firstPolicy({
      decide: (_, [, second]) => ({ serve: second?.entryId, reason: "second" }),
    });
    const entries = ranked(0.97, 0.95).map((entry) => ({ ...entry, bringsAnswer: false }));
    const { lookUp, redis, context } = findStage(entries, { decision: policy });
    expect((await lookUp(QUESTION)).result).toMatchObject({ response: "answer 2", tier: "semantic" });
    expect(redis.calls).toEqual(["read", "search", "read"]);
    expect(context.memory?.size).toBe(1);
  });

  it.each([
    ["gone", {}, "not-found", []],
    ["damaged", { damage: { m: "{" } }, "not-found", ["drop"]],
  ] as const)("an answer that turns out to be %s is no hit", async (_, change, reason, more) => {
    const { policy } = firstPolicy();
    const [entry] = ranked(0.97);
    const { lookUp, redis } = findStage([{ ...entry!, bringsAnswer: false }], { decision: policy });
    let reads = 0;
    redis.before = (name) => {
      if (name === "read" && ++reads === 2)
        redis.entries = "damage" in change ? [{ ...entry!, ...change }] : [];
    };
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: false, reason });
    expect(redis.calls).toEqual(["read", "search", "read", ...more]);
  });

  it("policy: nothing is served when it picks none, or one that it was not given", async () => {
    for (const serve of [undefined, "no such entry"]) {
      const { policy } = firstPolicy({ decide: () => ({ serve, reason: "doubt" }) });
      const { lookUp } = findStage(ranked(0.97), { decision: policy });
      expect(await lookUp(QUESTION)).toMatchObject({
        result: { hit: false, reason: "policy", why: { policy: "first", decision: "doubt" } },
        decision: { reason: "doubt" },
      });
    }
  });

  it("below-threshold: by the similarity of the nearest entry, or by the policy's own word", async () => {
    for (const [similarity, reason] of [
      [0.8, "doubt"],
      [0.97, "below-threshold"],
    ] as const) {
      const { policy } = firstPolicy({ seesAll: true, decide: () => ({ serve: undefined, reason }) });
      const { lookUp } = findStage(ranked(similarity), { decision: policy });
      expect((await lookUp(QUESTION)).result).toMatchObject({ hit: false, reason: "below-threshold" });
    }
  });

  it("unavailable: a policy that throws costs its look-up the answer, not the caller", async () => {
    const { policy } = firstPolicy({
      decide: () => {
        throw new RangeError("secret");
      },
    });
    const { lookUp } = findStage(ranked(0.97), { decision: policy });
    expect((await lookUp(QUESTION)).result).toMatchObject({
      reason: "unavailable",
      why: { errorCode: "RangeError" },
    });
  });

  it("what it weighed is part of the reasons", async () => {
    const weighed = { answerId: "a", entryId: "e", probability: 0.8, cut: 0.9 };
    const { policy } = firstPolicy({ decide: () => ({ serve: undefined, reason: "unsure", weighed }) });
    const { lookUp } = findStage(ranked(0.97), { decision: policy });
    expect((await lookUp(QUESTION)).result.why).toMatchObject({ probability: 0.8, cut: 0.9 });
  });

  it("that goes its own way sees what is far below the threshold; only the floor binds it", async () => {
    const { policy, asked } = firstPolicy({ ignoresThreshold: true, exactAt: 0.8 });
    const { lookUp, redis } = findStage(ranked(0.5, -0.3), { decision: policy });
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: true, response: "answer 1" });
    expect(asked[0]?.neighbours).toHaveLength(2);
    expect(asked[0]?.query.floor).toBeUndefined();
    // The script is told the similarity that the policy compares with.
    expect((redis.executor.sent.at(-1) as Command).at(-2)).toBe("0.9");
  });
});

describe("guards", () => {
  const otherNumber = { prompt: `${ASKED} in 4 days`, response: "four", similarity: 0.99 };
  const sameNumber = { prompt: `${ASKED} within 3 days`, response: "three", similarity: 0.95 };
  const question = { prompt: `${ASKED} in 3 days` };

  it("guard: an entry that differs in a number is refused, with notes that hold no words", async () => {
    const { lookUp } = findStage([otherNumber]);
    const { result } = await lookUp(question);
    expect(result).toMatchObject({ hit: false, reason: "guard" });
    expect(result.why.guards).toContainEqual(
      expect.objectContaining({ guard: "numbers", verdict: "reject" }),
    );
    expect(JSON.stringify(result)).not.toMatch(/password|four/);
  });

  it("the policy may pick another entry then, if it wants to be asked again", async () => {
    const { lookUp } = findStage([otherNumber, sameNumber]);
    const { result, decision } = await lookUp(question);
    expect(result).toMatchObject({ hit: true, response: "three" });
    expect(decision?.serve).not.toBe(result.hit && result.entryId);
    const once = findStage([otherNumber, sameNumber], { decision: firstPolicy().policy });
    expect((await once.lookUp(question)).result).toMatchObject({ hit: false, reason: "guard" });
  });

  it("after three rejections nothing is served", async () => {
    const refused = [0.99, 0.98, 0.97].map((similarity, index) => ({
      ...otherNumber,
      prompt: `${ASKED} in ${index + 4} days`,
      similarity,
    }));
    const { lookUp } = findStage([...refused, sameNumber]);
    expect((await lookUp(question)).result).toMatchObject({ hit: false, reason: "guard" });
    const twice = findStage([...refused.slice(1), sameNumber]);
    expect((await twice.lookUp(question)).result).toMatchObject({ hit: true, response: "three" });
  });

  it("stand before near-duplicates in memory, and Redis is asked after them", async () => {
    const { lookUp, redis } = findStage([otherNumber], { guards: false });
    await lookUp(question);
    const guarded = findStage([otherNumber]);
    await guarded.lookUp({ prompt: `${ASKED} in 4 days please` });
    expect((await guarded.lookUp(question)).result).toMatchObject({ reason: "guard" });
    expect(redis.calls).toEqual(["read", "search"]);
    expect(guarded.redis.calls).toEqual(["read", "search", "read", "search"]);
  });
});

describe("the judge", () => {
  const judging = (accept: JudgeHook["accept"], more: Partial<JudgeHook> = {}) =>
    findStage(ranked(0.97, 0.95), { judge: { accept, ...more } });

  it("is given question and answer, and its word is the last", async () => {
    const asked: [string, AnswerCandidate][] = [];
    const { lookUp } = judging(async (question, candidate) => {
      asked.push([question, candidate]);
      return candidate.response === "answer 2";
    });
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: true, response: "answer 2" });
    expect(asked.map(([question, { response }]) => [question, response])).toEqual([
      [REWORDED, "answer 1"],
      [REWORDED, "answer 2"],
    ]);
    expect(Object.keys(asked[0]?.[1] ?? {}).sort()).toEqual(["entryId", "prompt", "response", "similarity"]);
  });

  it("judge: nothing is served that it refuses", async () => {
    const { lookUp } = judging(async () => false);
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: false, reason: "judge" });
  });

  it("is not asked from belowSimilarity on", async () => {
    const { lookUp } = judging(async () => expect.fail("asked"), { belowSimilarity: 0.96 });
    expect((await lookUp(QUESTION)).result).toMatchObject({ response: "answer 1" });
  });

  it.each([
    ["miss", { hit: false, reason: "judge" }],
    ["serve", { hit: true, response: "answer 1" }],
  ] as const)("no verdict means %s if onNoVerdict says so", async (onNoVerdict, expected) => {
    const failing = judging(() => Promise.reject(new Error("down")), { onNoVerdict });
    expect((await failing.lookUp(QUESTION)).result).toMatchObject(expected);
    let told: AbortSignal | undefined;
    const late = judging(
      (_, __, { signal }) => {
        told = signal;
        return forever();
      },
      { onNoVerdict, timeoutMs: 30 },
    );
    const pending = late.lookUp(QUESTION);
    await vi.advanceTimersByTimeAsync(60);
    expect((await pending).result).toMatchObject(expected);
    expect(told?.aborted).toBe(true);
  });

  describe("with when: uncertain", () => {
    const uncertain = (accept: JudgeHook["accept"], prompt: string, more: Partial<CachePartsOptions> = {}) =>
      findStage([{ prompt, similarity: 0.97 }], { judge: { accept, when: "uncertain" }, ...more });
    const asked = { prompt: "How do I delete my account?" };
    const REWORDING = "I would like my account to be gone, what next?";
    const OPPOSITE = "How do I create my account?";

    it("is not asked where alignment finds that the questions ask the same", async () => {
      const { lookUp, events } = uncertain(async () => expect.fail("asked"), "How can I erase my account?");
      expect((await lookUp(asked)).result).toMatchObject({ hit: true });
      expect(events[0]?.judge).toBeUndefined();
    });

    it("is asked where alignment knows nothing", async () => {
      const { lookUp, events } = uncertain(async () => false, REWORDING);
      expect((await lookUp(asked)).result).toMatchObject({ hit: false, reason: "judge" });
      expect(events[0]?.judge).toMatchObject({ calls: 1, failures: 0 });
    });

    it("is asked about contradictions only if the guard alignment does not stop them", async () => {
      const alone = uncertain(async () => false, OPPOSITE, { guards: false });
      expect((await alone.lookUp(asked)).result).toMatchObject({ reason: "judge" });
      const guarded = uncertain(async () => expect.fail("asked"), OPPOSITE, { guards: ["alignment"] });
      expect((await guarded.lookUp(asked)).result).toMatchObject({ reason: "guard" });
    });
  });

  it("its calls and failures are counted once, also if two callers share the look-up, and an explanation counts none", async () => {
    const { lookUp, explain, events } = judging(() => Promise.reject(new Error("down")));
    await explain(QUESTION);
    expect(events).toEqual([]);
    await Promise.all([lookUp(QUESTION), lookUp(QUESTION)]);
    expect(events.map(({ judge }) => judge?.calls)).toEqual(expect.arrayContaining([2, undefined]));
    expect(events.find(({ judge }) => judge)?.judge).toMatchObject({ failures: 2 });
  });

  it("a caller who gives up meanwhile is not answered", async () => {
    const controller = new AbortController();
    const { lookUp, events } = judging(() => {
      queueMicrotask(() => controller.abort(new Error("enough")));
      return forever();
    });
    await expect(lookUp(QUESTION, controller.signal)).rejects.toThrow("enough");
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual([]);
  });
});

describe("the reranker", () => {
  const reranking = (
    rank: RerankHook["rank"],
    more: Partial<RerankHook> = {},
    entries = ranked(0.97, 0.96, 0.95),
  ) => findStage(entries, { rerank: { rank, ...more } });

  it("orders what may be served; what may not stays behind", async () => {
    const { policy, asked } = firstPolicy();
    const scored: string[][] = [];
    const { lookUp } = findStage([...ranked(0.97, 0.96, 0.5)], {
      decision: { ...policy, seesAll: true },
      rerank: {
        rank: async (_, candidates) => {
          scored.push(candidates.map(({ response }) => response));
          return [1, 2];
        },
      },
    });
    expect((await lookUp(QUESTION)).result).toMatchObject({ response: "answer 2" });
    expect(scored).toEqual([["answer 1", "answer 2"]]);
    expect(asked[0]?.neighbours.map(({ answerId }) => answerId)).toEqual([
      "answer 2",
      "answer 1",
      "answer 3",
    ]);
  });

  it("leaves out what scores below minScore", async () => {
    const { lookUp } = reranking(async () => [0.1, 0.2, 0.9], { minScore: 0.5 });
    expect((await lookUp(QUESTION)).result).toMatchObject({ response: "answer 3" });
    const none = reranking(async () => [0.1, 0.2, 0.3], { minScore: 0.5 });
    expect((await none.lookUp(QUESTION)).result).toMatchObject({ hit: false, reason: "policy" });
  });

  it("is asked only where there are two to choose from that are near enough", async () => {
    for (const mayScript of [true, false]) {
      let calls = 0;
      const rank = async () => [++calls, 2];
      const { lookUp, redis } = reranking(rank, {}, ranked(0.97, 0.5));
      redis.mayScript = mayScript;
      expect((await lookUp(QUESTION)).result).toMatchObject({ response: "answer 1" });
      expect(calls).toBe(0);
    }
  });

  it.each([
    ["fails", () => Promise.reject(new Error("down"))],
    ["is late", () => forever<number[]>()],
    ["gives too few scores", async () => [5, 9]],
  ])("one that %s leaves the order by similarity", async (_, rank) => {
    const { lookUp } = reranking(rank, { timeoutMs: 30 });
    const pending = lookUp(QUESTION);
    await vi.advanceTimersByTimeAsync(30);
    expect((await pending).result).toMatchObject({ hit: true, response: "answer 1" });
  });

  it("ends with a caller who gives up: the policy is not asked, so it counts nothing", async () => {
    const { policy, asked } = firstPolicy();
    const controller = new AbortController();
    const rank = () => {
      queueMicrotask(() => controller.abort(new Error("enough")));
      return forever<number[]>();
    };
    const { lookUp } = findStage(ranked(0.97, 0.96), { decision: policy, rerank: { rank } });
    await expect(lookUp(QUESTION, controller.signal)).rejects.toThrow("enough");
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([]);
  });

  it("keeps memory from answering by meaning: it must see the neighbours", async () => {
    const { lookUp, redis } = reranking(async () => [3, 2, 1]);
    await lookUp(QUESTION);
    expect((await lookUp(QUESTION)).result).toMatchObject({ tier: "semantic" });
    expect(redis.calls).toEqual(["read", "search", "both"]);
  });
});

it("the answer that is read for a policy comes out of the same time for the cache", async () => {
  const { policy } = firstPolicy();
  const [entry] = ranked(0.97);
  const { lookUp, redis } = findStage([{ ...entry!, bringsAnswer: false }], { decision: policy });
  let reads = 0;
  redis.before = () => void vi.advanceTimersByTime(15);
  redis.instead.read = () => (++reads === 2 ? forever() : ["0", "5-0", ""]);
  const pending = lookUp(QUESTION);
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
  expect((await pending).result).toMatchObject({ reason: "unavailable", why: { errorCode: "TIMEOUT" } });
  expect(redis.executor.optionsSeen.map(({ timeoutMs }) => timeoutMs)).toEqual([50, 35, 20]);
});

it("a failure while the answer is read makes the look-up unavailable", async () => {
  const { policy } = firstPolicy();
  const [entry] = ranked(0.97);
  const { lookUp, redis } = findStage([{ ...entry!, bringsAnswer: false }], { decision: policy });
  let reads = 0;
  redis.instead.read = () => (++reads === 2 ? new OctavecError("CONNECTION_LOST", "cut") : ["0", "5-0", ""]);
  expect((await lookUp(QUESTION)).result).toMatchObject({
    reason: "unavailable",
    why: { errorCode: "CONNECTION_LOST" },
  });
});
