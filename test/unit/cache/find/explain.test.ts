import { describe, expect, it, vi } from "vitest";
import type { LookupResult } from "../../../../src/cache/contract/index.js";
import type { Explanation } from "../../../../src/cache/find/explanation.js";
import { ASKED, findStage, forever, REWORDED, TIMEOUT_MS, traces } from "./find-stage.js";

import { LOST, NEAR, SCENARIOS } from "./scenarios.js";

describe("explain() says what lookup() then says", () => {
  it.each(Object.entries(SCENARIOS))("%s", async (_, scenario) => {
    const { request = { prompt: REWORDED }, entries, options, after = [], change, ends, steps } = scenario;
    const stage = findStage(entries, options);
    for (const earlier of after) await stage.lookUp(earlier);
    await change?.(stage);
    const before = traces(stage);
    const explained = await stage.explain(request);
    const sent = stage.redis.calls.slice(before.calls);
    expect(traces(stage)).toEqual({ ...before, calls: before.calls + sent.length });
    expect(sent).not.toContain("drop");
    const { result } = await stage.lookUp(request);
    expect(explained.result).toEqual(shortOf(result));
    expect(result.hit ? result.tier : result.reason).toBe(ends);
    expect(explained.steps.map(({ answer }) => answer)).toEqual(steps);
    if (!result.hit || result.tier === "semantic") expect(explained.why).toEqual(result.why);
    const again = await stage.explain(request);
    expect(again.threshold).toEqual(explained.threshold);
  });

  it("has a scenario for every reason of a miss and every tier", () => {
    const reasons: Record<Extract<LookupResult, { hit: false }>["reason"], true> = {
      "not-found": true,
      "below-threshold": true,
      guard: true,
      judge: true,
      policy: true,
      shadow: true,
      "embeddings-off": true,
      "embedding-failed": true,
      unavailable: true,
      "multi-turn": true,
      "agent-turn": true,
      "empty-prompt": true,
      "prompt-too-long": true,
      "condense-failed": true,
    };
    const ends = new Set(Object.values(SCENARIOS).map((scenario) => scenario.ends));
    expect([...ends].sort()).toEqual([...Object.keys(reasons), "memory", "exact", "semantic"].sort());
  });
});

describe("an explanation", () => {
  it("lists the nearest entries with bounds, also those that the look-up did not look at", async () => {
    const far = { prompt: "what is the weather", similarity: 0.1 };
    const { explain } = findStage([NEAR, far]);
    const { candidates, result } = await explain({ prompt: REWORDED });
    expect(candidates).toHaveLength(2);
    expect(candidates[0]).toMatchObject({
      isServed: true,
      reachesThreshold: true,
      answerId: "Use the link.",
      ageMs: 99_000,
    });
    expect(candidates[0]?.exactSimilarity).toBeCloseTo(0.97, 6);
    expect(candidates[0]?.entryId).toBe(result.hit && result.entryId);
    expect(candidates[1]).toMatchObject({
      isServed: false,
      reachesThreshold: false,
      exactSimilarity: undefined,
    });
    for (const { lowest, highest, codeSimilarity } of candidates) {
      expect(lowest).toBeLessThan(codeSimilarity);
      expect(highest).toBeGreaterThan(codeSimilarity);
    }
  });

  it("tells the policy that it is a rehearsal, and asks it for the details of its decision", async () => {
    const asked: (boolean | undefined)[] = [];
    const details = { verdict: "far from sure", features: { a: 1 }, weights: { a: 2 } };
    const { explain } = findStage([NEAR], {
      decision: {
        name: "own",
        neighbours: 2,
        decide: ({ isRehearsal }) => {
          asked.push(isRehearsal);
          return { serve: undefined, reason: "doubt" };
        },
        details: ({ reason }) => (reason === "doubt" ? details : undefined),
      },
    });
    expect(await explain({ prompt: REWORDED })).toMatchObject({
      details,
      why: { policy: "own", decision: "doubt" },
    });
    expect(asked).toEqual([true]);
  });

  it("says what the guards said of each candidate", async () => {
    const { explain } = findStage([
      { ...NEAR, prompt: `${ASKED} in 3 days` },
      { ...NEAR, similarity: 0.95 },
    ]);
    const { candidates } = await explain({ prompt: `${ASKED} in 4 days` });
    expect(candidates[0]?.guards).toContainEqual(
      expect.objectContaining({ guard: "numbers", verdict: "reject" }),
    );
    expect(new Set(candidates.map(({ guards }) => guards.length))).not.toContain(0);
  });

  it.each([
    [{ prompt: ASKED }, [{ prompt: ASKED }], /^Answered from this process' memory, by its exact words\.$/],
    [{ prompt: ASKED }, [], /^Answered from Redis, by its exact words\.$/],
    [
      { prompt: REWORDED },
      [{ prompt: REWORDED }],
      /^Answered from this process' memory, by meaning at a similarity of 0\.9[67]\d*, against the cache's threshold of 0\.9\.$/,
    ],
    [
      { prompt: REWORDED },
      [],
      /^Answered by meaning at a similarity of 0\.9[67]\d*, against the cache's threshold of 0\.9\.$/,
    ],
  ])("of %j after %j sums up: %s", async (request, after, summary) => {
    const { explain, lookUp } = findStage([NEAR]);
    for (const earlier of after) await lookUp(earlier);
    expect((await explain(request)).summary).toMatch(summary);
  });

  it("is not shared with look-ups, nor they with it", async () => {
    const { explain, lookUp, redis, embedder } = findStage([NEAR]);
    const request = { prompt: REWORDED };
    const [explained, found] = await Promise.all([explain(request), lookUp(request)]);
    expect(explained.result).toEqual(shortOf(found.result));
    expect(redis.calls.toSorted()).toEqual(["read", "read", "search", "search", "search"]);
    expect(embedder.texts).toHaveLength(2);
  });

  it("takes no longer for a step than a look-up may take; what is asked for the report alone has time of its own", async () => {
    const { explain, redis } = findStage([NEAR]);
    redis.instead.read = () => forever();
    const pending = explain({ prompt: REWORDED });
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
    const { result, steps } = await pending;
    expect(result).toEqual({ hit: false, reason: "unavailable" });
    expect(
      steps.map(({ step, answer, errorCode, durationMs }) => [step, answer, errorCode, durationMs]),
    ).toEqual([
      ["memory", "miss", undefined, 0],
      ["exact", "failed", "TIMEOUT", TIMEOUT_MS],
      ["embedding", "done", undefined, 0],
      ["near", "miss", undefined, 0],
      ["semantic", "hit", undefined, 0],
    ]);
  });

  it("says why the candidates are not listed", async () => {
    const { explain, redis } = findStage([NEAR]);
    let searches = 0;
    redis.before = (name) => {
      if (name === "search" && ++searches === 2) redis.instead.search = () => LOST;
    };
    expect(await explain({ prompt: REWORDED })).toMatchObject({
      result: { hit: true, tier: "semantic" },
      candidates: [],
      candidatesErrorCode: "CONNECTION_LOST",
    });
  });

  it("rejects with the reason of an aborted signal", async () => {
    const { explain, redis } = findStage([NEAR]);
    const controller = new AbortController();
    redis.before = (name) => {
      if (name === "search") controller.abort(new Error("enough"));
    };
    await expect(explain({ prompt: REWORDED }, controller.signal)).rejects.toThrow("enough");
  });
});

function shortOf(result: LookupResult): Explanation["result"] {
  if (!result.hit) return { hit: false, reason: result.reason };
  const { tier, entryId, similarity, stale } = result;
  return { hit: true, tier, entryId, similarity, stale };
}
