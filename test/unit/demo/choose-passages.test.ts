import fc from "fast-check";
import { expect, it } from "vitest";
import { choosePassages, evenlySpaced } from "../../../scripts/demo/corpus/choose-passages.js";
import type { Passage } from "../../../scripts/demo/corpus/document.js";

function passagesOf(sizes: readonly number[]): Passage[] {
  return sizes.flatMap((size, p) =>
    Array.from({ length: size }, (_, i) => ({
      id: `p${p}#${i}`,
      package: `p${p}`,
      version: "",
      source: `p${p}`,
      section: "",
      text: "",
    })),
  );
}

it("takes all passages of small packages and divides the rest equally, evenly spaced in each package", () => {
  const chosen = choosePassages(passagesOf([2, 100, 50, 1]), 23);
  const ids = (name: string) => chosen.filter((passage) => passage.package === name).map(({ id }) => id);
  expect(ids("p0")).toHaveLength(2);
  expect(ids("p3")).toHaveLength(1);
  expect(ids("p1")).toEqual([
    "p1#0",
    "p1#10",
    "p1#20",
    "p1#30",
    "p1#40",
    "p1#50",
    "p1#60",
    "p1#70",
    "p1#80",
    "p1#90",
  ]);
  expect(ids("p2")).toHaveLength(10);
});

it("takes exactly the limit if there are more passages, otherwise all, in the same order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 }),
      fc.nat(200),
      (sizes, limit) => {
        const passages = passagesOf(sizes);
        const chosen = choosePassages(passages, limit);
        expect(chosen).toHaveLength(Math.min(limit, passages.length));
        expect(passages.filter((passage) => chosen.includes(passage))).toEqual(chosen);
      },
    ),
  );
});

it("takes evenly spaced items, beginning with the first", () => {
  expect(evenlySpaced([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3)).toEqual([0, 4, 7]);
  expect(evenlySpaced([0, 1], 5)).toEqual([0, 1]);
  expect(evenlySpaced([0, 1], 0)).toEqual([]);
});
