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

describe("whether hits are certain, if", () => {
  test.each<[string, readonly RescoredCandidate[], Parameters<typeof isCertain>[1], boolean]>([
    [
      "no candidate was left out: yes",
      [scored(0.5)],
      { limit: 3, minSimilarity: undefined, bestLeftOut: undefined, band },
      true,
    ],
    [
      "no candidate left out can reach the last hit: yes",
      [scored(0.9), scored(0.8)],
      { limit: 2, minSimilarity: undefined, bestLeftOut: 0.78, band },
      true,
    ],
    [
      "a candidate left out could reach the last hit: no",
      [scored(0.9), scored(0.8)],
      { limit: 2, minSimilarity: undefined, bestLeftOut: 0.795, band },
      false,
    ],
    [
      "there are fewer hits than the limit, and candidates were left out: no",
      [scored(0.9)],
      { limit: 2, minSimilarity: undefined, bestLeftOut: 0.1, band },
      false,
    ],
    [
      "no candidate left out can reach the threshold: yes",
      [scored(0.9)],
      { limit: 5, minSimilarity: 0.8, bestLeftOut: 0.78, band },
      true,
    ],
    [
      "a candidate left out could reach the threshold: no",
      [scored(0.9)],
      { limit: 5, minSimilarity: 0.8, bestLeftOut: 0.795, band },
      false,
    ],
    [
      "a candidate without a code could reach the last hit: no",
      [scored(0.9), uncoded(0.895)],
      { limit: 1, minSimilarity: undefined, bestLeftOut: undefined, band },
      false,
    ],
    [
      "a candidate without a code cannot reach the last hit: yes",
      [scored(0.9), uncoded(0.88)],
      { limit: 1, minSimilarity: undefined, bestLeftOut: undefined, band },
      true,
    ],
  ])("%s", (_, candidates, options, certain) => {
    expect(isCertain(candidates, options)).toBe(certain);
  });
});

test("the six-sigma band is used unless a candidate lies outside of it or the strict bound is requested", () => {
  const ranges = { dimension: 64, storedRange: 0.3, queryRange: 0.2 };
  const narrow = q8Band(ranges);
  const wide = q8StrictBound(64, ranges);
  expect(wide).toBeGreaterThan(narrow);
  expect(bandOf([scored(0.5, 0.5 + narrow / 2)], ranges, false)).toBe(narrow);
  expect(bandOf([scored(0.5), scored(0.5, 0.5 + 1.1 * narrow)], ranges, false)).toBe(wide);
  expect(bandOf([uncoded(0.5)], ranges, false)).toBe(narrow);
  expect(bandOf([scored(0.5)], ranges, true)).toBe(wide);
});
