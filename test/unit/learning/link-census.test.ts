import fc from "fast-check";
import { expect, it } from "vitest";
import { LinkCensus } from "../../../src/learning/evidence/link-census.js";

it("counts the entries of the latest two thousand that are alone with their answer", () => {
  const stores = fc.array(fc.record({ answer: fc.nat(40), isNamed: fc.boolean() }), {
    minLength: 50,
    maxLength: 400,
  });
  fc.assert(
    fc.property(stores, fc.constantFrom(1, 8), (list, repeats) => {
      const census = new LinkCensus();
      const all = Array.from({ length: repeats }, () => list).flat();
      for (const { answer, isNamed } of all) census.note(String(answer), isNamed);
      const latest = all.slice(-2_000);
      const counts = new Map<number, number>();
      for (const { answer, isNamed } of latest) {
        if (!isNamed) counts.set(answer, (counts.get(answer) ?? 0) + 1);
      }
      const alone = latest.filter(({ answer, isNamed }) => !isNamed && counts.get(answer) === 1).length;
      expect(census.unlinkedShare).toBeCloseTo(alone / latest.length, 12);
    }),
    { numRuns: 50 },
  );
});

it("says nothing before fifty stores, and counts answers that a judge merged as linked", () => {
  const census = new LinkCensus();
  for (let store = 0; store < 49; store++) census.note(`only ${store}`, false);
  expect(census.unlinkedShare).toBeUndefined();
  census.note("only 49", false);
  expect(census.unlinkedShare).toBe(1);
  census.merge("only 49", "only 3");
  expect(census.unlinkedShare).toBeCloseTo(0.98, 12);
  census.merge("unknown", "only 3");
  expect(census.unlinkedShare).toBeCloseTo(0.98, 12);
});
