import { describe, expect, test } from "vitest";
import { q8Band, q8StrictBound } from "../../../../quantization/index.js";
import { bandOf, isCertain, type RescoredCandidate } from "../../../../src/repository/precision/certainty.js";

const scored = (rescored: number, native = rescored): RescoredCandidate => ({
  native,
  rescored,
  error: 1e-6,
});
const uncoded = (native: number): RescoredCandidate => ({ native, rescored: undefined, error: 0 });
const band = 0.01;

describe("hits are certain", () => {
  test.each<[string, readonly RescoredCandidate[], Parameters<typeof isCertain>[1], boolean]>([
    [
      "nothing was left out",
      [scored(0.5)],
      { limit: 3, minSimilarity: undefined, bestLeftOut: undefined, band },
      true,
    ],
    [
      "what was left out cannot reach the last hit",
      [scored(0.9), scored(0.8)],
      { limit: 2, minSimilarity: undefined, bestLeftOut: 0.78, band },
      true,
    ],
    [
      "what was left out could",
      [scored(0.9), scored(0.8)],
      { limit: 2, minSimilarity: undefined, bestLeftOut: 0.795, band },
      false,
    ],
    [
      "fewer than asked for, and more may come",
      [scored(0.9)],
      { limit: 2, minSimilarity: undefined, bestLeftOut: 0.1, band },
      false,
    ],
    [
      "what was left out stays below the threshold",
      [scored(0.9)],
      { limit: 5, minSimilarity: 0.8, bestLeftOut: 0.78, band },
      true,
    ],
    [
      "what was left out could reach the threshold",
      [scored(0.9)],
      { limit: 5, minSimilarity: 0.8, bestLeftOut: 0.795, band },
      false,
    ],
    [
      "one without a code could be as good as the last hit",
      [scored(0.9), uncoded(0.895)],
      { limit: 1, minSimilarity: undefined, bestLeftOut: undefined, band },
      false,
    ],
    [
      "one without a code cannot",
      [scored(0.9), uncoded(0.88)],
      { limit: 1, minSimilarity: undefined, bestLeftOut: undefined, band },
      true,
    ],
  ])("%s", (_, candidates, options, certain) => {
    expect(isCertain(candidates, options)).toBe(certain);
  });
});

test("the six-sigma band is used until a candidate lies outside of it, or the strict bound is asked for", () => {
  const ranges = { dimension: 64, storedRange: 0.3, queryRange: 0.2 };
  const narrow = q8Band(ranges);
  const wide = q8StrictBound(64, ranges);
  expect(wide).toBeGreaterThan(narrow);
  expect(bandOf([scored(0.5, 0.5 + narrow / 2)], ranges, false)).toBe(narrow);
  expect(bandOf([scored(0.5), scored(0.5, 0.5 + 1.1 * narrow)], ranges, false)).toBe(wide);
  expect(bandOf([uncoded(0.5)], ranges, false)).toBe(narrow);
  expect(bandOf([scored(0.5)], ranges, true)).toBe(wide);
});
