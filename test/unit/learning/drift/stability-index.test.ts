import { expect, it } from "vitest";
import { levelOfIndex, stabilityIndex } from "../../../../src/learning/drift/value-watch.js";

it("is zero for equal shares, symmetric, and the textbook's sum for large counts", () => {
  expect(stabilityIndex([5, 5, 5], [5, 5, 5])).toBe(0);
  expect(stabilityIndex([10, 30], [20, 20])).toBeCloseTo(stabilityIndex([20, 20], [10, 30]), 12);
  const expected = (0.5 - 0.25) * Math.log(0.5 / 0.25) + (0.5 - 0.75) * Math.log(0.5 / 0.75);
  expect(stabilityIndex([2.5e6, 7.5e6], [5e6, 5e6])).toBeCloseTo(expected, 5);
});

it("has the usual bounds in large windows, and asks for more where chance alone gives as much", () => {
  const levels = [0.09, 0.11, 0.24, 0.26].map((index) => levelOfIndex(index, { bins: 10, size: 1_000 }));
  expect(levels).toEqual(["ok", "warn", "warn", "drift"]);
  // χ²(9) passes 27.88 once in a thousand: 27.88 · 2 / 100.
  expect(levelOfIndex(0.53, { bins: 10, size: 100 })).toBe("ok");
  expect(levelOfIndex(0.58, { bins: 10, size: 100 })).toBe("warn");
  expect(levelOfIndex(0.9, { bins: 10, size: 100 })).toBe("drift");
});
