import { expect, it } from "vitest";
import { searchEntries } from "../../../../src/cache/entries/search/search-entries.js";
import { queryVectorOf } from "../../../../src/cache/question/query-vector.js";
import { ASKED, DIMENSION, type FindStage, findStage, REWORDED, type StagedEntry } from "./find-stage.js";

const QUERY = queryVectorOf(
  Float32Array.from({ length: DIMENSION }, (_, index) => (index === 0 ? 1 : 0)),
  "q8",
);

function search({ context }: FindStage, more: { count?: number; threshold?: number; all?: boolean } = {}) {
  const wanted = { scopeId: "s".repeat(16), tags: [], query: QUERY, threshold: 0.9, count: 4, ...more };
  return searchEntries(context, wanted, {});
}

function crowd(size: number, similarity: number): StagedEntry[] {
  return Array.from({ length: size }, (_, index) => ({ prompt: `question ${index}`, similarity }));
}

/** COUNT of each search, by script or by command. */
function counts({ redis }: FindStage): number[] {
  return redis.executor.sent.flatMap((step) => {
    if ("transaction" in step) return [];
    const words = step.map(String);
    if (words[0] === "VSIM") return [Number(words[words.indexOf("COUNT") + 1])];
    return words[0] === "EVALSHA_RO" && words.length > 10 ? [Number(words[7])] : [];
  });
}

it.each([true, false])(
  "asks for more neighbours while one beyond could be the best (scripts: %s)",
  async (mayScript) => {
    const stage = findStage(crowd(20, 0.95));
    stage.redis.mayScript = mayScript;
    expect((await search(stage)).candidates).toHaveLength(20);
    expect(counts(stage).slice(mayScript ? 0 : 1)).toEqual([4, 64]);
  },
);

it("does not, when all were seen, none beyond can reach the threshold or the best, or the caller wants just these", async () => {
  for (const [entries, more] of [
    [crowd(3, 0.95), {}],
    [crowd(20, 0.8), {}],
    [[{ prompt: ASKED, similarity: 0.99 }, ...crowd(20, 0.93)], {}],
    [crowd(20, 0.95), { all: true }],
  ] as const) {
    const stage = findStage(entries);
    await search(stage, more);
    expect(counts(stage)).toEqual([4]);
  }
});

it("stops at 160 neighbours", async () => {
  const stage = findStage(crowd(2_000, 0.95));
  await search(stage, { count: 10 });
  expect(counts(stage)).toEqual([10, 160]);
});

it("counts expired and damaged entries as seen", async () => {
  const stage = findStage([...crowd(2, 0.95), { prompt: "damaged", similarity: 0.94, damage: { e: "abc" } }]);
  stage.redis.dead = 1;
  const found = await search(stage);
  expect(found).toMatchObject({ dead: 1, corrupt: [stage.redis.idOf("damaged")] });
  expect(counts(stage)).toEqual([4, 64]);
});

it("finds the same by script and by commands, which are tried once the server has refused a script", async () => {
  const entries = [
    { prompt: ASKED, similarity: 0.97, tags: ["faq"], staleMs: 5 },
    { prompt: REWORDED, similarity: 0.92 },
    { prompt: "damaged", similarity: 0.91, damage: { m: "{" } },
  ];
  const scripted = await search(findStage(entries));
  const stage = findStage(entries);
  stage.redis.mayScript = false;
  expect(await search(stage)).toEqual(scripted);
  await search(stage);
  expect(stage.redis.executor.names.filter((name) => name.startsWith("EVAL"))).toHaveLength(1);
  expect(scripted.candidates.map(({ living }) => living?.entry.tags)).toEqual([["faq"], []]);
  expect(scripted.candidates[0]?.living).toMatchObject({ remainingMs: 60_000, staleMs: 5 });
});

it("by commands, a flush between the trips lets nothing of before be found", async () => {
  const stage = findStage([{ prompt: ASKED, similarity: 0.97 }]);
  const { redis, context } = stage;
  redis.mayScript = false;
  let trips = 0;
  redis.before = (name) => {
    if (name === "XREVRANGE" && ++trips === 1) {
      redis.generation = "1";
      redis.entries = [{ prompt: ASKED, response: "new", similarity: 0.95 }];
    }
  };
  const found = await search(stage);
  expect(found.generation).toBe("1");
  expect(found.candidates.map(({ living }) => living?.entry.response)).toEqual(["new"]);
  expect(context.generation.current).toBe("0");
  redis.before = (name) => {
    if (name === "XREVRANGE") redis.generation += "1";
  };
  expect(await search(stage)).toMatchObject({ candidates: [], corrupt: [], dead: 0 });
});

it("an entry that is gone when its hash is read counts as dead", async () => {
  const stage = findStage([
    { prompt: ASKED, similarity: 0.97, damage: { a: null, c: null, w: null, e: null } },
  ]);
  stage.redis.mayScript = false;
  expect(await search(stage)).toMatchObject({ dead: 1, candidates: [], corrupt: [] });
});

it("the exact question, too, is read by commands and never from before a flush", async () => {
  const { lookUp, redis, context } = findStage([{ prompt: ASKED, similarity: 0.97 }]);
  redis.mayScript = false;
  expect((await lookUp({ prompt: ASKED })).result).toMatchObject({ hit: true, tier: "exact" });
  redis.generation = "7";
  redis.entries = [];
  context.memory?.clear();
  expect((await lookUp({ prompt: ASKED })).result).toMatchObject({ hit: false, reason: "not-found" });
  expect(context.generation.current).toBe("7");
});
