import { expect, it } from "vitest";
import { CategoryCounts } from "../../../src/learning/contract/counts.js";
import { figuresByCategory, figuresOf } from "../../../src/learning/quality-report.js";

it("adds up over categories and instances, and survives the way through a hash", () => {
  const counts = new CategoryCounts();
  counts.of("faq").lookups += 3;
  counts.of(undefined).lookups += 2;
  counts.audited("faq", false, 0.25);
  counts.audited("a:b", true, 0.5);
  const fields = counts.increments().map(([field, by]): [string, string] => [field, String(by)]);
  const read = CategoryCounts.of([
    ...fields,
    ["nonsense:faq", "7"],
    ["lookups:faq", "NaN"],
    ["lookups", "3"],
  ]);
  expect(read.categories).toEqual(counts.categories);
  read.add(counts);
  expect(read.total).toMatchObject({
    lookups: 10,
    audits: 4,
    wrong: 2,
    weight: 12,
    squares: 40,
    wrongWeight: 8,
  });
  expect(counts.take().total.lookups).toBe(5);
  expect(counts.total.lookups).toBe(0);
});

it("counts beyond a hundred categories under one name", () => {
  const counts = new CategoryCounts();
  for (let category = 0; category < 150; category++) counts.of(`c${category}`).lookups++;
  expect(counts.categories.size).toBe(101);
  expect(counts.of("(others)").lookups).toBe(50);
  expect(counts.total.lookups).toBe(150);
});

it("reports the error per look-up as the share of wrong hits times the share of decided hits", () => {
  const counts = new CategoryCounts();
  Object.assign(counts.of("faq"), { lookups: 1_000, hits: 700, decided: 500 });
  for (let audit = 0; audit < 100; audit++) counts.audited("faq", audit >= 4, 0.1);
  const { faq } = figuresByCategory(counts);
  expect(faq).toMatchObject({ audits: 100, wrongAudits: 4 });
  expect(faq?.wrongShare.share).toBeCloseTo(0.04, 12);
  expect(faq?.errorRate.share).toBeCloseTo(0.02, 12);
  expect(faq?.errorRate.high).toBeCloseTo((faq?.wrongShare.high ?? 0) / 2, 12);
  expect(figuresOf(new CategoryCounts().total).errorRate).toMatchObject({ low: 0, high: 0 });
});
