import fc from "fast-check";
import { expect, it } from "vitest";
import { BudgetCut } from "../../../src/learning/evidence/budget-cut.js";

const SURE = { value: 1, deviation: 0 };
const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1_000,
  maxLength: 1_000,
});

/** Evenly spread probabilities, so that the cut falls with the allowance. */
function afterSpread(lookups: number, { budget = 0.02, ratio = SURE } = {}): BudgetCut {
  const cut = new BudgetCut(budget, ratio);
  for (let lookup = 0; lookup < lookups; lookup++) cut.note((lookup * 0.618_034) % 1, ratio);
  return cut;
}

it("never serves what is expected to pass the budget, nor what is more likely wrong than right", () => {
  fc.assert(
    fc.property(probabilities, fc.double({ min: 0.005, max: 0.2, noNaN: true }), (window, budget) => {
      const cut = new BudgetCut(budget, SURE);
      let spent = 0;
      let isWithin = true;
      for (const [lookup, probability] of window.entries()) {
        if (probability >= cut.cut) spent += 1 - probability;
        cut.note(probability, SURE);
        if (lookup % 100 === 99) isWithin &&= spent <= budget * (lookup + 1) && cut.cut >= 0.5;
      }
      expect(isWithin).toBe(true);
      expect(cut.hitRate).toBeCloseTo(window.filter((p) => p >= cut.cut).length / 1_000, 9);
    }),
    { numRuns: 30 },
  );
});

it("serves next to nothing before a hundred look-ups, then opens the budget slowly", () => {
  const cut = new BudgetCut(0.02, SURE);
  expect(cut.cut).toBe(0.995);
  for (let lookup = 0; lookup < 99; lookup++) cut.note(0.9, SURE);
  expect(cut.cut).toBe(0.995);
  expect(afterSpread(300).cut).toBeGreaterThan(afterSpread(1_000).cut);
  expect(afterSpread(1_000).cut).toBeGreaterThan(afterSpread(6_000).cut);
});

it("tightens when audits find more errors than were expected", () => {
  const tight = afterSpread(2_000, { budget: 0.05, ratio: { value: 3, deviation: 0.2 } });
  expect(tight.cut).toBeGreaterThan(afterSpread(2_000, { budget: 0.05 }).cut);
});

it("goes on with another's cut until it has a window of its own", () => {
  const cut = new BudgetCut(0.02, SURE);
  cut.resume(5_000, 0.8);
  expect(cut.cut).toBe(0.8);
  for (let lookup = 0; lookup < 100; lookup++) cut.note(0.6, SURE);
  expect(cut.cut).not.toBe(0.8);
  const cold = new BudgetCut(0.02, SURE);
  cold.resume(50, 0.5);
  expect(cold.cut).toBe(0.995);
});

it("spends a part of the budget while it is tightened, from the moment on, and all of it afterwards", () => {
  const cut = afterSpread(3_000, { budget: 0.04 });
  const before = cut.cut;
  cut.tighten(0.5);
  // Evenly spread: what a cut spends is (1 − cut)² / 2 of the look-ups.
  expect((1 - cut.cut) ** 2).toBeCloseTo((1 - before) ** 2 / 2, 2);
  cut.tighten(1);
  expect(cut.cut).toBe(before);
  const cold = new BudgetCut(0.02, SURE);
  cold.tighten(0.5);
  expect(cold.cut).toBe(0.9975);
});
