import fc from "fast-check";
import { expect, it } from "vitest";
import { LinkCounts } from "../../../src/learning/evidence/link-counts.js";

it("counts the entries of the latest two thousand that are alone with their answer", () => {
  const stores = fc.array(fc.record({ answer: fc.nat(40), isNamed: fc.boolean() }), {
    minLength: 50,
    maxLength: 400,
  });
  fc.assert(
    fc.property(stores, fc.constantFrom(1, 8), (list, repeats) => {
      const links = new LinkCounts();
      const all = Array.from({ length: repeats }, () => list).flat();
      for (const { answer, isNamed } of all) links.note(String(answer), isNamed);
      const latest = all.slice(-2_000);
      const counts = new Map<number, number>();
      for (const { answer, isNamed } of latest) {
        if (!isNamed) counts.set(answer, (counts.get(answer) ?? 0) + 1);
      }
      const alone = latest.filter(({ answer, isNamed }) => !isNamed && counts.get(answer) === 1).length;
      expect(links.unlinkedShare).toBeCloseTo(alone / latest.length, 12);
    }),
    { numRuns: 50 },
  );
});

it("says nothing before fifty stores, and counts answers that a judge merged as linked", () => {
  const links = new LinkCounts();
  for (let store = 0; store < 49; store++) links.note(`only ${store}`, false);
  expect(links.unlinkedShare).toBeUndefined();
  links.note("only 49", false);
  expect(links.unlinkedShare).toBe(1);
  links.merge("only 49", "only 3");
  expect(links.unlinkedShare).toBeCloseTo(0.98, 12);
  links.merge("unknown", "only 3");
  expect(links.unlinkedShare).toBeCloseTo(0.98, 12);
});
