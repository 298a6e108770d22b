import { describe, expect, it, vi } from "vitest";
import { OctavecError } from "../../../../src/errors/index.js";
import { ASKED, findStage, forever, REWORDED, TIMEOUT_MS } from "./find-stage.js";

const LOST = new OctavecError("CONNECTION_LOST", "cut");
const QUESTION = { prompt: REWORDED };

describe("aborted signals", () => {
  const reason = new Error("enough");

  it("before: nothing is sent", async () => {
    const { lookUp, redis, events } = findStage([{ prompt: ASKED }]);
    await expect(lookUp(QUESTION, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(redis.calls).toEqual([]);
    expect(events).toEqual([]);
  });

  it.each(["read", "search"])(
    "during %s: rejects with the reason, and memory is not blamed",
    async (name) => {
      const { lookUp, redis, events, context } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
      const controller = new AbortController();
      redis.instead[name] = () => forever();
      redis.before = (sent) => {
        if (sent === name) queueMicrotask(() => controller.abort(reason));
      };
      await expect(lookUp(QUESTION, controller.signal)).rejects.toBe(reason);
      await vi.advanceTimersByTimeAsync(0);
      expect(events).toEqual([]);
      expect(context.memory?.wantsPrimary).toBe(name === "read");
    },
  );

  it("during the embedding: the embedder is told", async () => {
    const { lookUp, embedder } = findStage();
    const controller = new AbortController();
    let told: AbortSignal | undefined;
    embedder.instead = (options) => {
      told = options?.signal;
      queueMicrotask(() => controller.abort(reason));
      return forever();
    };
    await expect(lookUp(QUESTION, controller.signal)).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(told?.aborted).toBe(true);
  });
});

describe("the time for the cache", () => {
  it("a Redis that hangs is waited for no longer than timeoutMs", async () => {
    const { lookUp, redis } = findStage();
    redis.instead.read = () => forever();
    const pending = lookUp(QUESTION);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
    expect((await pending).result).toMatchObject({ reason: "unavailable", why: { errorCode: "TIMEOUT" } });
  });

  it("both trips share it, and the embedding does not count", async () => {
    const { lookUp, redis, embedder } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
    embedder.instead = async () => {
      await vi.advanceTimersByTimeAsync(1_000);
      return Float32Array.from({ length: 64 }, (_, index) => (index === 0 ? 1 : 0));
    };
    redis.before = (name) => {
      if (name === "read") vi.advanceTimersByTime(20);
    };
    expect((await lookUp(QUESTION)).result).toMatchObject({ hit: true });
    const timeouts = redis.executor.optionsSeen.map(({ timeoutMs }) => timeoutMs);
    expect(timeouts).toEqual([TIMEOUT_MS, TIMEOUT_MS - 20]);
  });
});

describe("callers who ask the same at the same time", () => {
  it("share trips, embedding and result; the decision belongs to the first", async () => {
    const { lookUp, redis, embedder, events } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
    const [first, second] = await Promise.all([lookUp(QUESTION), lookUp(QUESTION)]);
    expect(redis.calls).toEqual(["read", "search"]);
    expect(embedder.texts).toHaveLength(1);
    expect(second?.result).toEqual(first?.result);
    expect(first).toMatchObject({ decision: { reason: "similar-enough" }, embedMs: 0 });
    expect(second).not.toHaveProperty("decision");
    expect(second).not.toHaveProperty("embedMs");
    expect(second?.vector).toBe(first?.vector);
    expect(events).toHaveLength(2);
  });

  it.each([
    ["other tags", { tags: ["faq"] }],
    ["another threshold", { threshold: 0.95 }],
    ["another category", { category: "news" }],
  ])("with %s look for themselves", async (_, other) => {
    const { lookUp, redis } = findStage();
    await Promise.all([lookUp(QUESTION), lookUp({ ...QUESTION, ...other })]);
    expect(redis.calls.filter((name) => name === "read")).toHaveLength(2);
  });

  it("with other tags share the embedding all the same; its time is told of once", async () => {
    const { lookUp, embedder } = findStage();
    const [first, second] = await Promise.all([lookUp(QUESTION), lookUp({ ...QUESTION, tags: ["faq"] })]);
    expect(embedder.texts).toHaveLength(1);
    expect([first?.embedMs, second?.embedMs]).toEqual([0, undefined]);
    expect(second?.vector).toBe(first?.vector);
  });

  it("one who gives up leaves the others their answer", async () => {
    const { lookUp, redis } = findStage([{ prompt: ASKED }]);
    const controller = new AbortController();
    redis.before = () => queueMicrotask(() => controller.abort(new Error("enough")));
    const [gone, served] = await Promise.allSettled([
      lookUp({ prompt: ASKED }, controller.signal),
      lookUp({ prompt: ASKED }),
    ]);
    expect(gone).toMatchObject({ status: "rejected", reason: { message: "enough" } });
    expect(served).toMatchObject({ status: "fulfilled", value: { result: { hit: true, tier: "exact" } } });
    expect(redis.calls).toEqual(["read"]);
  });

  it("one who comes after an invalidation does not share a look-up from before it", async () => {
    const { lookUp, redis, context } = findStage([{ prompt: ASKED }]);
    const before = lookUp({ prompt: ASKED });
    context.generation.invalidated();
    const after = lookUp({ prompt: ASKED });
    await Promise.all([before, after]);
    expect(redis.calls).toEqual(["read", "read"]);
  });
});

describe("memory and the primary", () => {
  it("the first reading goes to the primary; once memory is up to date replicas may answer", async () => {
    const { lookUp, redis } = findStage([{ prompt: ASKED }]);
    await lookUp({ prompt: ASKED });
    await lookUp({ prompt: "something else" });
    expect(redis.executor.optionsSeen.map(({ readOnly }) => readOnly)).toEqual([false, true, true]);
  });

  it("a primary that does not answer is not asked by look-ups again", async () => {
    const { lookUp, redis } = findStage();
    redis.instead.read = () => LOST;
    await lookUp(QUESTION);
    await lookUp(QUESTION);
    expect(redis.executor.optionsSeen.map(({ readOnly }) => readOnly)).toEqual([false, true]);
  });
});
