import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { OctavecError } from "../../../../src/errors/index.js";
import { ASKED, type FindStage, findStage, REWORDED, type StagedEntry } from "./find-stage.js";

const QUESTION = { prompt: REWORDED };
const HELD: StagedEntry = { prompt: ASKED, response: "held", similarity: 0.93 };
/** One trip of plain commands. */
const NAMES = ["GET", "XREVRANGE", "HMGET", "VSIM", "HGET"];

/** A cache whose memory holds the entry that answers the question. */
async function warm(options: Parameters<typeof findStage>[1] = {}): Promise<FindStage> {
  const stage = findStage([HELD], options);
  expect((await stage.lookUp(QUESTION)).result).toMatchObject({ tier: "semantic", response: "held" });
  stage.redis.calls.length = 0;
  return stage;
}

/** What the look-up says, in short. */
async function answerOf({ lookUp }: FindStage): Promise<string> {
  const { result } = await lookUp(QUESTION);
  return result.hit ? result.response : result.reason;
}

it("an answer that is held is served after Redis has named its entry, without reading it again", async () => {
  const { lookUp, redis, events } = await warm();
  const outcome = await lookUp(QUESTION);
  expect(outcome.result).toMatchObject({
    tier: "semantic",
    response: "held",
    why: { decision: "similar-enough" },
  });
  expect(outcome.result.hit && outcome.result.similarity).toBeCloseTo(0.93, 6);
  expect(outcome).toMatchObject({
    askedAt: { generation: "0", since: "5-0" },
    vector: expect.any(Float32Array),
  });
  expect(redis.calls).toEqual(NAMES);
  expect(events).toHaveLength(2);
  await lookUp(QUESTION);
  expect(redis.calls).toEqual([...NAMES, ...NAMES]);
});

it.each<[string, (stage: FindStage) => void, string]>([
  [
    "a nearer entry was stored",
    ({ redis }) => redis.entries.push({ prompt: "nearer", response: "new", similarity: 0.99 }),
    "new",
  ],
  [
    "an entry of exactly the question was stored",
    ({ redis }) => redis.entries.push({ prompt: REWORDED, response: "own" }),
    "own",
  ],
  [
    "an event came that memory does not know",
    ({ redis }) => void Object.assign(redis, { since: "6-0" }),
    "held",
  ],
  [
    "the tenant was flushed",
    ({ redis }) => void Object.assign(redis, { generation: "1", entries: [] }),
    "not-found",
  ],
  ["the entry is gone", ({ redis }) => void Object.assign(redis, { entries: [] }), "not-found"],
  [
    "the answer was replaced",
    ({ redis }) => void Object.assign(redis, { since: "6-0", entries: [{ ...HELD, response: "new" }] }),
    "new",
  ],
  ["the entry was dropped from memory", ({ context }) => context.memory?.clear(), "held"],
  [
    "Redis refuses one of the commands",
    ({ redis }) =>
      void Object.assign(redis.instead, { HGET: () => new OctavecError("NOT_AUTHORIZED", "no") }),
    "held",
  ],
])("if %s, the steps are asked in turn", async (_, change, answer) => {
  const stage = await warm();
  change(stage);
  expect(await answerOf(stage)).toBe(answer);
  expect(stage.redis.calls.at(-1)).toBe("both");
});

it("an entry that two others could outdo within the error of the codes is not served from memory", async () => {
  const stage = await warm();
  stage.redis.instead.HGET = () => "0.02";
  stage.redis.entries.push({ prompt: "beside", response: "other", similarity: 0.91 });
  await answerOf(stage);
  expect(stage.redis.calls).toEqual([...NAMES, "both"]);
});

it("an entry whose vector memory does not know is served if its code leaves no doubt", async () => {
  const stage = findStage([{ ...HELD, bringsVector: false }]);
  await stage.lookUp(QUESTION);
  stage.redis.calls.length = 0;
  expect(await answerOf(stage)).toBe("held");
  expect(stage.redis.calls).toEqual(NAMES);
  // The code is 0.03 above the threshold of 0.9, and its error may be larger.
  stage.redis.instead.HGET = () => "0.04";
  expect(await answerOf(stage)).toBe("held");
  expect(stage.redis.calls).toEqual([...NAMES, ...NAMES, "both"]);
});

it("a stricter call, other tags, a guard or a policy that compares neighbours leave the decision to the steps", async () => {
  const stage = await warm();
  expect((await stage.lookUp({ ...QUESTION, threshold: 0.95 })).result).toMatchObject({
    reason: "below-threshold",
  });
  const tagged = await warm();
  expect((await tagged.lookUp({ ...QUESTION, tags: ["faq"] })).result).toMatchObject({ hit: false });
  const agreeing = findStage([HELD, { ...HELD, prompt: "second", similarity: 0.92 }], {
    decision: "agreement",
  });
  await agreeing.lookUp(QUESTION);
  await agreeing.lookUp(QUESTION);
  expect(agreeing.redis.calls).not.toContain("VSIM");
});

it("whatever is written between the commands of the trip, the answer is one of before or after it", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...NAMES),
      fc.constantFrom<[string, (stage: FindStage) => void]>(
        ["flush", ({ redis }) => void Object.assign(redis, { generation: "1", since: "6-0", entries: [] })],
        ["invalidate", ({ redis }) => void Object.assign(redis, { since: "6-0", entries: [] })],
        [
          "replace",
          ({ redis }) => void Object.assign(redis, { since: "6-0", entries: [{ ...HELD, response: "new" }] }),
        ],
        [
          "store nearer",
          ({ redis }) => redis.entries.push({ prompt: "nearer", response: "new", similarity: 0.96 }),
        ],
        ["store exact", ({ redis }) => redis.entries.push({ prompt: REWORDED, response: "own" })],
        ["expire", ({ redis }) => void Object.assign(redis, { entries: [] })],
      ),
      async (step, [, write]) => {
        const stage = await warm();
        let written = false;
        stage.redis.before = (name) => {
          if (written || name !== step) return;
          written = true;
          write(stage);
        };
        const answer = await answerOf(stage);
        expect(written).toBe(true);
        vi.useRealTimers();
        const after = findStage([]);
        Object.assign(after.redis, {
          generation: stage.redis.generation,
          since: stage.redis.since,
          entries: stage.redis.entries,
        });
        expect(["held", await answerOf(after)]).toContain(answer);
        // Once the write has ended before a look-up begins, only the answer of after it is right.
        stage.redis.before = () => {};
        vi.useFakeTimers({ now: 100_000 });
        expect(await answerOf(stage)).toBe(await answerOf(after));
      },
    ),
    { numRuns: 60 },
  ));
