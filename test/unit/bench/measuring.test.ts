import { describe, expect, test } from "vitest";
import { measureDecisions } from "../../../scripts/bench/tiers/decisions.js";
import { LogHistogram } from "../../../scripts/bench/tiers/log-histogram.js";
import { rescore } from "../../../scripts/bench/tiers/measure-tiers.js";
import { nearest, recall } from "../../../scripts/bench/tiers/nearest.js";
import { Random } from "../quantization/sample-vectors.js";

test("nearest returns the indices of the largest values, best first", () => {
  const random = new Random(5);
  const values = Float64Array.from({ length: 500 }, () => random.normal());
  const byValue = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
  expect(nearest(values, 10)).toEqual(byValue.slice(0, 10));
  expect(nearest([3, 1], 10)).toEqual([0, 1]);
});

test("recall counts vectors that tie with the last of the exact nearest, but never more than the limit", () => {
  expect(recall([0.9, 0.8, 0.5], 0.8, 2)).toBe(1);
  expect(recall([0.9, 0.8 - 1e-7], 0.8, 2)).toBe(1);
  expect(recall([0.9, 0.79], 0.8, 2)).toBe(0.5);
  expect(recall([0.9, 0.9, 0.9], 0.8, 2)).toBe(1);
});

test("a quantile of the histogram is exact to within 1.2 %", () => {
  const histogram = new LogHistogram();
  for (let i = 1; i <= 1_000; i++) histogram.add(i * 1e-5);
  expect(histogram.quantile(0.99) / 9.9e-3).toBeGreaterThanOrEqual(1);
  expect(histogram.quantile(0.99) / 9.9e-3).toBeLessThan(1.012);
  const shares = histogram.shares(10);
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
});

test("an error of zero counts in the lowest bin of the histogram", () => {
  const histogram = new LogHistogram();
  histogram.add(0);
  expect(histogram.quantile(1)).toBeCloseTo(1e-10, 15);
});

test("rescoring ranks candidates by the more exact similarity and computes the recall among them", () => {
  const exact = Array.from({ length: 20 }, (_, i) => 1 - i / 100);
  const found = rescore(
    exact.map((_, i) => i),
    (place) => (place === 0 ? -1 : exact[place]!),
    (place) => exact[place]!,
  );
  expect(found.kthOfCandidates).toBe(exact[9]);
  expect(found.exact).toEqual(exact.slice(1, 11));
  expect(recall(found.exact, found.kthOfCandidates, 10)).toBe(0.9);
});

describe("decisions", () => {
  const input = (similarity: number, exact: number) => ({
    candidates: [{ places: [0], similarities: [similarity] }],
    truths: [{ best: exact, kth: exact }],
    queryRanges: [0.1],
    storedRange: 0.1,
    rangeOf: () => 0.1,
    exactOf: () => exact,
  });

  test("a similarity within the band around the threshold is rescored, so the decision agrees with float32", () => {
    const figures = measureDecisions(input(0.8005, 0.7995), 0.8);
    expect(figures).toMatchObject({ agreement: 1, rescoredShare: 1, flippedByCodesAlone: 1 });
  });

  test("a similarity outside the band is decided by codes, even if they are wrong", () => {
    const figures = measureDecisions(input(0.9, 0.7), 0.8);
    expect(figures).toMatchObject({ agreement: 0, rescoredShare: 0, flippedByCodesAlone: 1 });
  });
});
