import fc from "fast-check";
import { expect, test } from "vitest";
import { fuse, type Ranking } from "../../../../src/repository/words/index.js";

function ranking(ids: string, scores: readonly number[] = [], floor = 0): Ranking {
  return { hits: [...ids].map((id, place) => ({ id, score: scores[place] ?? 1 / (place + 1) })), floor };
}

test("by ranks, a record scores 1 / (60 + rank) in each ranking that has it", () => {
  expect(fuse(ranking("abc"), ranking("ca"), "rrf")).toEqual([
    { id: "a", score: 1 / 61 + 1 / 62 },
    { id: "c", score: 1 / 63 + 1 / 61 },
    { id: "b", score: 1 / 62 },
  ]);
});

test("by scores, each ranking goes from its floor to its best", () => {
  const byVector = ranking("ab", [0.9, 0.7], 0.7);
  const byWords = ranking("bc", [8, 2], 0);
  expect(fuse(byVector, byWords, { vectorWeight: 0.6 })).toEqual([
    { id: "a", score: 0.6 },
    { id: "b", score: 0.4 },
    { id: "c", score: expect.closeTo(0.1, 10) },
  ]);
});

test("a ranking without differences gives all of its records the best score", () => {
  expect(fuse(ranking("ab", [0.5, 0.5], 0.5), ranking(""), { vectorWeight: 1 })).toEqual([
    { id: "a", score: 1 },
    { id: "b", score: 1 },
  ]);
});

const rankings = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { maxLength: 8 }).chain((ids) =>
  fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: ids.length, maxLength: ids.length })
    .map((scores) =>
      ranking(
        ids.join(""),
        scores.sort((a, b) => b - a),
      ),
    ),
);
const fusions = fc.oneof(
  fc.constant("rrf" as const),
  fc.double({ min: 0, max: 1, noNaN: true }).map((vectorWeight) => ({ vectorWeight })),
);

test("the merged ranking has every record once, in the order of scores and then of ids", () => {
  fc.assert(
    fc.property(rankings, rankings, fusions, (byVector, byWords, fusion) => {
      const merged = fuse(byVector, byWords, fusion);
      const ids = [...byVector.hits, ...byWords.hits].map(({ id }) => id);
      expect(merged.map(({ id }) => id).sort()).toEqual([...new Set(ids)].sort());
      for (const [place, { id, score }] of merged.entries()) {
        const before = merged[place - 1];
        if (before === undefined) continue;
        expect(before.score > score || (before.score === score && before.id < id)).toBe(true);
      }
    }),
  );
});

test("with the whole weight on one ranking its order stays", () => {
  fc.assert(
    fc.property(rankings, rankings, (byVector, byWords) => {
      const only = fuse(byVector, byWords, { vectorWeight: 1 }).filter(({ score }) => score > 0);
      const scores = new Map(byVector.hits.map(({ id, score }) => [id, score]));
      for (const [place, { id }] of only.entries())
        if (place > 0) expect(scores.get(only[place - 1]!.id)!).toBeGreaterThanOrEqual(scores.get(id)!);
    }),
  );
});
