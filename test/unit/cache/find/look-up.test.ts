import { describe, expect, it, vi } from "vitest";
import { OctavecError } from "../../../../src/errors/index.js";
import { ASKED, conversation, findStage, forever, REWORDED, SHADOW } from "./find-stage.js";

const LOST = new OctavecError("CONNECTION_LOST", "cut");
const QUESTION = { prompt: REWORDED };

describe("the steps in turn", () => {
  it("an exact hit takes one trip and no embedding, and memory answers from then on", async () => {
    const { lookUp, redis, embedder } = findStage([{ prompt: ASKED, response: "Use the link." }]);
    const first = await lookUp({ prompt: ASKED });
    expect(first.result).toMatchObject({
      hit: true,
      tier: "exact",
      response: "Use the link.",
      similarity: 1,
    });
    expect(first.askedAt).toEqual({ generation: "0", since: "5-0" });
    const second = await lookUp({ prompt: ASKED });
    expect(second.result).toMatchObject({
      hit: true,
      tier: "memory",
      response: "Use the link.",
      ageMs: 99_000,
    });
    expect(redis.calls).toEqual(["read"]);
    expect(embedder.texts).toEqual([]);
  });

  it("a semantic hit takes two trips, and memory answers the same question by meaning without a second embedding", async () => {
    const { lookUp, redis, embedder, deadSeen } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
    const first = await lookUp(QUESTION);
    expect(first.result).toMatchObject({ hit: true, tier: "semantic", response: `answer to ${ASKED}` });
    expect(first.result.hit && first.result.similarity).toBeCloseTo(0.97, 6);
    expect(first.decision).toMatchObject({ reason: "similar-enough" });
    expect(first.vector).toHaveLength(64);
    expect(first.embedMs).toBe(0);
    const second = await lookUp(QUESTION);
    expect(second.result).toMatchObject({ hit: true, tier: "memory", why: { threshold: 0.95 } });
    expect(second.decision).toMatchObject({ reason: "similar-enough" });
    expect(redis.calls).toEqual(["read", "search", "read"]);
    expect(embedder.texts).toHaveLength(1);
    expect(second.embedMs).toBeUndefined();
    expect(deadSeen).toEqual([]);
  });

  it("a question whose vector is at hand takes one trip, which looks for the exact entry first", async () => {
    const { lookUp, redis, embedder, context } = findStage([{ prompt: ASKED, similarity: 0.97 }], {
      memory: false,
    });
    await lookUp(QUESTION);
    const again = await lookUp(QUESTION);
    expect(again.result).toMatchObject({ hit: true, tier: "semantic", response: `answer to ${ASKED}` });
    expect(again).toMatchObject({
      askedAt: { generation: "0", since: "5-0" },
      vector: expect.any(Float32Array),
    });
    expect(await lookUp({ ...QUESTION, tags: ["faq"] })).toMatchObject({ result: { hit: false } });
    redis.entries.push({ prompt: REWORDED, response: "exact" });
    expect((await lookUp(QUESTION)).result).toMatchObject({ tier: "exact", response: "exact" });
    // An exact entry makes the search needless, so it does not go along as long as there is one.
    redis.generation = "1";
    redis.entries = [];
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: false, reason: "not-found" });
    expect(context.generation.current).toBe("1");
    await lookUp(QUESTION);
    expect(redis.calls).toEqual(["read", "search", "both", "both", "both", "read", "search", "both"]);
    expect(embedder.texts).toHaveLength(1);
  });

  it("one trip is followed by a wider search if an entry beyond those it brought could be the best", async () => {
    const crowd = Array.from({ length: 20 }, (_, index) => ({
      prompt: `question ${index}`,
      similarity: 0.95,
    }));
    const { lookUp, redis } = findStage(crowd, { memory: false });
    await lookUp(QUESTION);
    redis.calls.length = 0;
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: true, why: { candidates: 20 } });
    expect(redis.calls).toEqual(["both", "search"]);
  });

  it("an exact entry that cannot be read is removed, and what the same trip found by meaning is used", async () => {
    const { lookUp, redis } = findStage([{ prompt: ASKED, similarity: 0.97 }], { memory: false });
    await lookUp(QUESTION);
    redis.calls.length = 0;
    const rows = redis.instead;
    rows.both = () => {
      delete rows.both;
      return ["0", "5-0", "?", 0, "0", []];
    };
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: false, reason: "not-found" });
    expect(redis.calls).toEqual(["both", "drop"]);
  });

  it("without scripts a question whose vector is at hand still takes its steps one by one", async () => {
    const { lookUp, redis } = findStage([{ prompt: ASKED, similarity: 0.97 }], { memory: false });
    redis.mayScript = false;
    for (let times = 0; times < 2; times++) {
      expect((await lookUp(QUESTION)).result).toMatchObject({ hit: true, tier: "semantic" });
    }
  });

  it("an entry in memory below nearSimilarity is left to Redis, which may know a nearer one", async () => {
    const { lookUp, redis } = findStage([{ prompt: ASKED, similarity: 0.93 }]);
    await lookUp(QUESTION);
    redis.entries.push({ prompt: `${ASKED} now`, similarity: 0.99 });
    expect((await lookUp(QUESTION)).result).toMatchObject({
      tier: "semantic",
      response: `answer to ${ASKED} now`,
    });
  });

  it("an entry in memory below the call's threshold is not served from there either", async () => {
    const { lookUp } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
    await lookUp(QUESTION);
    expect((await lookUp({ ...QUESTION, threshold: 0.99 })).result).toMatchObject({
      reason: "below-threshold",
    });
  });

  it("an entry without the tags that are asked for is passed over, in memory, by its key and by meaning", async () => {
    const { lookUp, redis } = findStage([{ prompt: ASKED, createdAtMs: 7_000, similarity: 0.99 }]);
    await lookUp({ prompt: ASKED });
    const outcome = await lookUp({ prompt: ASKED, tags: ["faq"] });
    expect(outcome).toMatchObject({ result: { hit: false, reason: "not-found" }, passedOverMs: 7_000 });
    expect(redis.calls).toEqual(["read", "read", "search"]);
  });

  it("a stale entry is a hit that says so", async () => {
    const { lookUp } = findStage([{ prompt: ASKED, remainingMs: 300, staleMs: 300 }]);
    expect((await lookUp({ prompt: ASKED })).result).toMatchObject({ tier: "exact", stale: true });
    expect((await lookUp({ prompt: ASKED })).result).toMatchObject({ tier: "memory", stale: true });
  });

  it("tells observers of every look-up once, with what was found on the way", async () => {
    const { lookUp, events, deadSeen, redis } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
    redis.dead = 3;
    const outcome = await lookUp(QUESTION);
    expect(events).toEqual([
      {
        identity: outcome.identity,
        result: outcome.result,
        decision: outcome.decision,
        vector: outcome.vector,
        withheld: undefined,
        embedMs: 0,
        durationMs: 0,
      },
    ]);
    expect(deadSeen).toEqual([3]);
  });

  it("in shadow mode a hit is a miss that keeps the hit apart, of whichever tier", async () => {
    const { lookUp } = findStage([{ prompt: ASKED, similarity: 0.97 }], { decision: SHADOW });
    for (const tier of ["semantic", "memory"]) {
      expect(await lookUp(QUESTION)).toMatchObject({
        result: { hit: false, reason: "shadow", why: { decision: "similar-enough" } },
        withheld: { hit: true, tier },
      });
    }
  });
});

describe("a miss", () => {
  it("not-found: Redis holds nothing in the scope", async () => {
    const { lookUp, redis } = findStage();
    const outcome = await lookUp(QUESTION);
    expect(outcome.result).toMatchObject({ hit: false, reason: "not-found", why: { candidates: 0 } });
    expect(outcome.decision).toBeUndefined();
    expect(redis.calls).toEqual(["read", "search"]);
  });

  it("below-threshold: the nearest entry is too far, also for a call that is stricter than the cache", async () => {
    const { lookUp } = findStage([{ prompt: ASKED, similarity: 0.91 }]);
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: true });
    const strict = await lookUp({ ...QUESTION, threshold: 0.92 });
    expect(strict.result).toMatchObject({
      reason: "below-threshold",
      why: { threshold: 0.92, candidates: 1 },
    });
    expect(strict.result.why.nearestSimilarity).toBeCloseTo(0.91, 6);
    expect(strict.decision).toMatchObject({ serve: undefined, reason: "below-threshold" });
  });

  it("embeddings-off: without an embedder only the exact question is asked for", async () => {
    const { lookUp, redis } = findStage([{ prompt: ASKED }], { embedder: undefined });
    expect((await lookUp(QUESTION)).result).toMatchObject({ reason: "embeddings-off" });
    expect(redis.calls).toEqual(["read"]);
  });

  it.each([
    ["rejects", () => Promise.reject(new TypeError("secret")), "TypeError"],
    ["gives no vector of its dimension", async () => new Float32Array(3), "EMBEDDING_FAILED"],
    ["gives a vector of length 0", async () => new Float32Array(64), "EMBEDDING_FAILED"],
  ])("embedding-failed: the embedder %s", async (_, instead, errorCode) => {
    const { lookUp, redis, embedder } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
    embedder.instead = instead;
    const outcome = await lookUp(QUESTION);
    expect(outcome.result).toEqual({ hit: false, reason: "embedding-failed", why: { errorCode } });
    expect(outcome.askedAt).toEqual({ generation: "0", since: "5-0" });
    expect(redis.calls).toEqual(["read"]);
  });

  it("embedding-failed: the embedder takes longer than embedTimeoutMs", async () => {
    const { lookUp, embedder } = findStage([{ prompt: ASKED }], { embedTimeoutMs: 300 });
    embedder.instead = () => forever();
    const pending = lookUp(QUESTION);
    await vi.advanceTimersByTimeAsync(300);
    expect((await pending).result).toMatchObject({
      reason: "embedding-failed",
      why: { errorCode: "TIMEOUT" },
    });
  });

  it("unavailable: Redis fails at the first trip, and is not asked again", async () => {
    const { lookUp, redis, embedder } = findStage();
    redis.instead.read = () => LOST;
    const outcome = await lookUp(QUESTION);
    expect(outcome.result).toEqual({
      hit: false,
      reason: "unavailable",
      why: { errorCode: "CONNECTION_LOST" },
    });
    expect(outcome.askedAt).toBeUndefined();
    expect(redis.calls).toEqual(["read"]);
    expect(embedder.texts).toEqual([]);
  });

  it("unavailable: Redis fails at the search; vector and standing are known all the same", async () => {
    const { lookUp, redis } = findStage();
    redis.instead.search = () => LOST;
    const outcome = await lookUp(QUESTION);
    expect(outcome).toMatchObject({
      result: { reason: "unavailable", why: { errorCode: "CONNECTION_LOST" } },
      askedAt: { generation: "0" },
      embedMs: 0,
    });
    expect(outcome.vector).toHaveLength(64);
  });

  it("unavailable: the script gives a shape that is not known", async () => {
    const { lookUp, redis } = findStage();
    redis.instead.search = () => ["0", 0];
    expect((await lookUp(QUESTION)).result).toMatchObject({ why: { errorCode: "UNEXPECTED_REPLY" } });
  });

  it.each([
    ["empty-prompt", { prompt: "" }],
    ["prompt-too-long", { prompt: "x".repeat(9_000) }],
    ["agent-turn", { messages: [{ role: "tool", content: "42" }] }],
    ["multi-turn", conversation()],
  ] as const)("%s: the request is not cached at all", async (reason, request) => {
    const { lookUp, redis, events } = findStage();
    expect(await lookUp(request)).toEqual({ result: { hit: false, reason, why: {} } });
    expect(redis.calls).toEqual([]);
    expect(events).toHaveLength(1);
  });

  it("condense-failed: with the code of the failure", async () => {
    const condense = () => Promise.reject(new RangeError("secret"));
    const { lookUp } = findStage([], { multiTurn: "condensed", condense });
    expect((await lookUp(conversation())).result).toEqual({
      hit: false,
      reason: "condense-failed",
      why: { errorCode: "RangeError" },
    });
  });

  it("a threshold that is no similarity is refused before anything is sent", async () => {
    const { lookUp, redis, events } = findStage();
    await expect(lookUp({ ...QUESTION, threshold: 2 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(redis.calls).toEqual([]);
    expect(events).toEqual([]);
  });
});

describe("damaged entries", () => {
  it.each([
    ["a missing response", { r: null }],
    ["meta that is no JSON", { m: "{" }],
    ["a time that is no number", { c: "yesterday" }],
  ])("an entry with %s is not served by its key, and is removed", async (_, damage) => {
    const { lookUp, redis } = findStage([{ prompt: ASKED, damage }]);
    expect((await lookUp({ prompt: ASKED })).result).toMatchObject({ reason: "not-found" });
    expect(redis.calls).toEqual(["read", "drop", "search"]);
  });

  it.each([
    ["a missing prompt", { p: null }],
    ["no answer id", { a: null }],
    ["an error norm that is none", { e: "-1" }],
    ["a vector that is too short", { v: "abcd" }],
  ])("a neighbour with %s is removed, and the next one is served", async (_, damage) => {
    const { lookUp, redis } = findStage([
      { prompt: ASKED, similarity: 0.99, damage },
      { prompt: `${ASKED} now`, similarity: 0.95 },
    ]);
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: true, response: `answer to ${ASKED} now` });
    expect(redis.calls).toEqual(["read", "search", "drop"]);
  });

  it.each([
    ["are cut off", "abc"],
    ["do not ascend", "zzzzaaaa"],
  ])("a neighbour with word hashes that %s is removed if the policy looks at words", async (_, w) => {
    const entries = [{ prompt: ASKED, similarity: 0.99, damage: { w } }];
    const { lookUp, redis } = findStage(entries, { decision: "agreement" });
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: false, reason: "not-found" });
    expect(redis.calls).toEqual(["read", "search", "drop"]);
    expect((await findStage(entries).lookUp(QUESTION)).result).toMatchObject({ hit: true });
  });

  it("an entry that expired between the search and the decision is no hit", async () => {
    const { lookUp } = findStage([{ prompt: ASKED, similarity: 0.97, remainingMs: -2 }]);
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: false, reason: "not-found" });
  });
});

describe("a flush", () => {
  it("noticed at the exact question empties memory before it is asked by meaning", async () => {
    const { lookUp, redis, context } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
    await lookUp(QUESTION);
    expect(context.memory?.size).toBe(1);
    redis.generation = "1";
    redis.entries = [];
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: false, reason: "not-found" });
    expect(context.memory?.size).toBe(0);
    expect(context.generation.current).toBe("1");
  });

  it("between the two trips is noticed, too, and what was found of the new generation is served", async () => {
    const { lookUp, redis, context } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
    redis.before = (name) => {
      if (name === "search") redis.generation = "1";
    };
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: true, tier: "semantic" });
    expect(context.generation.current).toBe("1");
  });
});
