import fc from "fast-check";
import { expect, it } from "vitest";
import { BudgetCut } from "../../../src/learning/evidence/budget-cut.js";

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1_000,
  maxLength: 1_000,
});

it("keeps the expected wrong answers of the last thousand look-ups within the budget, and could serve nothing less sure", () => {
  fc.assert(
    fc.property(probabilities, fc.double({ min: 0.005, max: 0.2, noNaN: true }), (window, budget) => {
      const cut = new BudgetCut(budget);
      cut.resume(1_000_000, 1);
      for (const probability of window) cut.note(probability, 1);
      const expectedWrong = (from: number) =>
        window.filter((p) => p >= from).reduce((sum, p) => sum + (1 - p), 0);
      expect(expectedWrong(cut.cut)).toBeLessThanOrEqual(budget * 1_000 + 1e-6);
      expect(cut.cut).toBeGreaterThanOrEqual(0.5);
      const next = Math.max(...window.filter((p) => p < cut.cut), 0);
      if (next >= 0.5) expect(expectedWrong(next)).toBeGreaterThan(budget * 1_000 - 1e-6);
      expect(cut.hitRate).toBeCloseTo(window.filter((p) => p >= cut.cut).length / 1_000, 9);
    }),
    { numRuns: 30 },
  );
});

it("serves next to nothing before a hundred look-ups, then opens the budget slowly", () => {
  const cut = new BudgetCut(0.02);
  expect(cut.cut).toBe(0.995);
  for (let lookup = 0; lookup < 99; lookup++) cut.note(0.9, 1);
  expect(cut.cut).toBe(0.995);
  const at = (lookups: number) => {
    const growing = new BudgetCut(0.02);
    // Evenly spread, so that the cut falls with the allowance.
    for (let lookup = 0; lookup < lookups; lookup++) growing.note((lookup * 0.618_034) % 1, 1);
    return growing.cut;
  };
  expect(at(200)).toBeGreaterThan(at(1_000));
  expect(at(1_000)).toBeGreaterThan(at(2_000));
});

it("tightens when audits find more errors than were expected", () => {
  const run = (rho: number) => {
    const cut = new BudgetCut(0.05);
    for (let lookup = 0; lookup < 2_000; lookup++) cut.note((lookup * 0.618_034) % 1, rho);
    return cut.cut;
  };
  expect(run(3)).toBeGreaterThan(run(1));
});

it("goes on with another's cut until it has a window of its own", () => {
  const cut = new BudgetCut(0.02);
  cut.resume(5_000, 0.8);
  expect(cut.cut).toBe(0.8);
  for (let lookup = 0; lookup < 100; lookup++) cut.note(0.6, 1);
  expect(cut.cut).not.toBe(0.8);
  const cold = new BudgetCut(0.02);
  cold.resume(50, 0.5);
  expect(cold.cut).toBe(0.995);
});

it("spends a part of the budget while it is tightened, from the moment on, and all of it afterwards", () => {
  const run = (budget: number) => {
    const cut = new BudgetCut(budget);
    for (let lookup = 0; lookup < 3_000; lookup++) cut.note((lookup * 0.618_034) % 1, 1);
    return cut;
  };
  const cut = run(0.04);
  const before = cut.cut;
  cut.tighten(0.5);
  expect(cut.cut).toBe(run(0.02).cut);
  expect(cut.cut).toBeGreaterThan(before);
  cut.tighten(1);
  expect(cut.cut).toBe(before);
  const cold = new BudgetCut(0.02);
  cold.tighten(0.5);
  expect(cold.cut).toBe(0.9975);
});
