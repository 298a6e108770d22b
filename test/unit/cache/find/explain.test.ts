import { describe, expect, it, vi } from "vitest";
import { OctavecError } from "../../../../src/errors/index.js";
import { ASKED, findStage, forever, REWORDED, type StagedEntry, shortOf, TIMEOUT_MS } from "./find-stage.js";

const NEAR: StagedEntry = { prompt: ASKED, response: "Use the link.", similarity: 0.97 };
const LOST = new OctavecError("CONNECTION_LOST", "cut");

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
