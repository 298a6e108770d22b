import { describe, expect, it } from "vitest";
import { ASKED, findStage, REWORDED } from "./find-stage.js";

const QUESTION = { prompt: REWORDED };

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
    redis.before = () => controller.abort(new Error("enough"));
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
