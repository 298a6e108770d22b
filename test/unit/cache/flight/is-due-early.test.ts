import { expect, it } from "vitest";
import { isDueEarly } from "../../../../src/cache/answer/is-due-early.js";

const HIT = { freshForMs: 1_000, producerMs: 1_000, eagerness: 1 };
const STEPS = 10_000;

/** Share of evenly spread random numbers that lead to a renewal. */
function shareOf(hit: typeof HIT): number {
  let due = 0;
  for (let i = 0; i < STEPS; i++) if (isDueEarly(hit, () => i / STEPS)) due++;
  return due / STEPS;
}

it("a hit is renewed with the probability e^(−left / (β · δ))", () => {
  expect(shareOf(HIT)).toBeCloseTo(Math.exp(-1), 3);
  expect(shareOf({ ...HIT, eagerness: 2 })).toBeCloseTo(Math.exp(-0.5), 3);
  expect(shareOf({ ...HIT, producerMs: 500 })).toBeCloseTo(Math.exp(-2), 3);
  expect(shareOf({ ...HIT, freshForMs: 3_000 })).toBeCloseTo(Math.exp(-3), 3);
});

it("at its very end every hit is renewed, long before it none, and what never ends never is", () => {
  expect(shareOf({ ...HIT, freshForMs: 0 })).toBe(1);
  expect(shareOf({ ...HIT, freshForMs: 3_600_000 })).toBe(0);
  expect(shareOf({ ...HIT, freshForMs: Number.POSITIVE_INFINITY })).toBe(0);
});

it("without eagerness, or before it is known how long an answer takes, nothing is renewed early", () => {
  expect(isDueEarly({ ...HIT, freshForMs: 0, eagerness: 0 }, () => 0.999)).toBe(false);
  expect(isDueEarly({ ...HIT, freshForMs: 0, producerMs: undefined }, () => 0.999)).toBe(false);
});
