import fc from "fast-check";
import { expect, test } from "vitest";
import { bm25, wordWeight } from "../../../../src/repository/words/index.js";

const totals = { documents: 10, averageLength: 8 };

test("BM25 is what one gets by hand", () => {
  // ln(1 + 8.5 / 2.5) = 1.4816; with length 16: k1 · (0.25 + 0.75 · 2) = 2.1.
  expect(wordWeight(totals, 2)).toBeCloseTo(1.481605, 6);
  expect(bm25([{ weight: 1.481605, count: 3 }], 16, totals)).toBeCloseTo((1.481605 * 2.2 * 3) / 5.1, 6);
  expect(bm25([], 16, totals)).toBe(0);
});

const documents = fc.integer({ min: 1, max: 1_000_000 });

test("a weight is never negative, and a word of fewer documents weighs more", () => {
  fc.assert(
    fc.property(documents, fc.nat(), fc.nat(), (count, one, other) => {
      const given = { documents: count, averageLength: 10 };
      const [few, many] = [one % (count + 1), other % (count + 1)].sort((a, b) => a - b) as [number, number];
      expect(wordWeight(given, many)).toBeGreaterThan(0);
      expect(wordWeight(given, few)).toBeGreaterThanOrEqual(wordWeight(given, many));
    }),
  );
});

test("a document scores more with a higher count, and less the longer it is", () => {
  const length = fc.integer({ min: 1, max: 60_000 });
  const count = fc.integer({ min: 1, max: 126 });
  fc.assert(
    fc.property(length, count, (words, times) => {
      const score = (n: number, l: number) => bm25([{ weight: 1, count: n }], l, totals);
      expect(score(times + 1, words)).toBeGreaterThan(score(times, words));
      expect(score(times, words + 1)).toBeLessThan(score(times, words));
      expect(score(times, words)).toBeLessThan(2.2);
    }),
  );
});
