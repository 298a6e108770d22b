import { describe, expect, it, vi } from "vitest";
import { explainLookup } from "../../../../src/cache/find/explain.js";
import { formatExplanation } from "../../../../src/cache/find/format-explanation.js";
import { OctavecError } from "../../../../src/errors/index.js";
import { canonicalizePrompt } from "../../../../src/text/index.js";
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
    expect(redis.calls.toSorted()).toEqual(["HMGET", "read", "read", "search", "search", "search"]);
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

  it("shows the question of each entry beside its similarity, in the object and in the text", async () => {
    const far = { prompt: "What is the weather\nin \u202eParis\u001b[2J?", similarity: 0.1 };
    const { explain } = findStage([NEAR, far]);
    const explained = await explain({ prompt: REWORDED });
    expect(explained.candidates.map(({ prompt }) => prompt)).toEqual([ASKED, far.prompt]);
    expect(explained.identity?.text).toBe(canonicalizePrompt(REWORDED));
    const lines = formatExplanation(explained).split("\n");
    expect(lines).toContainEqual(expect.stringMatching(`^ 1\\. \\S+ code 0\\.9[67].*, served: "${ASKED}"$`));
    // One line each, and nothing that a terminal would obey.
    const weather = lines.filter((line) => line.includes("weather"));
    expect(weather).toEqual([
      expect.stringMatching(
        /^ 2\. .*, below the threshold: "What is the weather\\nin \\u202eParis\\u001b\[2J\?"$/,
      ),
    ]);
  });

  it("shows the beginning of a long question in the text, and all of it in the object", async () => {
    const prompt = "x".repeat(8_000);
    const { explain } = findStage([{ prompt, similarity: 0.2 }]);
    const explained = await explain({ prompt: REWORDED });
    expect(explained.candidates[0]?.prompt).toBe(prompt);
    expect(formatExplanation(explained)).toMatch(/"x{160}…"/);
  });

  it("without includeText reads no question and contains none", async () => {
    const { context, redis } = findStage([NEAR]);
    const explained = await explainLookup(context, { prompt: REWORDED }, { includeText: false });
    expect(explained.candidates).toMatchObject([{ prompt: undefined, isServed: true }]);
    expect(redis.calls).not.toContain("HMGET");
    expect(JSON.stringify(explained) + formatExplanation(explained)).not.toMatch(/password/);
  });

  it("has no question of an entry that went away meanwhile", async () => {
    const { explain, redis } = findStage([NEAR, { prompt: "what is the weather", similarity: 0.1 }]);
    redis.before = (name) => {
      if (name === "HMGET") redis.entries = redis.entries.filter(({ prompt }) => prompt === ASKED);
    };
    const explained = await explain({ prompt: REWORDED });
    expect(explained.candidates.map(({ prompt }) => prompt)).toEqual([ASKED, undefined]);
    expect(formatExplanation(explained)).toMatch(/^ 2\. .* s old, below the threshold$/m);
  });

  it("lists no candidates, with the code of the failure, if their questions cannot be read", async () => {
    const { explain, redis } = findStage([NEAR]);
    redis.instead.HMGET = () => LOST;
    expect(await explain({ prompt: REWORDED })).toMatchObject({
      result: { hit: true },
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
