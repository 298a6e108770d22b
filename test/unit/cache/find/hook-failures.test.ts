import { describe, expect, test } from "vitest";
import { findStage } from "./find-stage.js";

const NEAR = [
  { prompt: "how do I reset my password", similarity: 0.97 },
  { prompt: "how do I change my password", similarity: 0.96 },
];

describe("a hook that fails", () => {
  test("a judge without a verdict leaves its error code in the miss and among the failures", async () => {
    const { context, lookUp } = findStage(NEAR, {
      memory: false,
      judge: {
        accept: async () => {
          throw new RangeError("no model");
        },
      },
    });
    const { result } = await lookUp({ prompt: "how can I reset my password" });
    expect(result).toMatchObject({ hit: false, reason: "judge", why: { errorCode: "RangeError" } });
    expect(context.failures.counts).toEqual({ judge: { RangeError: 2 } });
  });

  test("a judge that refuses leaves no error code", async () => {
    const { context, lookUp } = findStage(NEAR, { memory: false, judge: { accept: async () => false } });
    const { result } = await lookUp({ prompt: "how can I reset my password" });
    expect(result).toMatchObject({ hit: false, reason: "judge" });
    expect(result.why).not.toHaveProperty("errorCode");
    expect(context.failures.counts).toEqual({});
  });

  test("a reranker that fails leaves the order as it is, and is among the failures", async () => {
    const { context, lookUp } = findStage(NEAR, {
      memory: false,
      rerank: { rank: () => Promise.reject(new TypeError("no model")) },
    });
    const { result } = await lookUp({ prompt: "how can I reset my password" });
    expect(result).toMatchObject({ hit: true, similarity: expect.closeTo(0.97, 5) });
    expect(context.failures.counts).toEqual({ rerank: { TypeError: 1 } });
  });

  test("an explanation counts no failure", async () => {
    const { context, explain } = findStage(NEAR, {
      memory: false,
      judge: { accept: () => Promise.reject(new RangeError("no model")) },
    });
    expect(await explain({ prompt: "how can I reset my password" })).toMatchObject({
      result: { hit: false, reason: "judge" },
    });
    expect(context.failures.counts).toEqual({});
  });
});
