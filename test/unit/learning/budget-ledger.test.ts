import fc from "fast-check";
import { expect, it } from "vitest";
import { BudgetLedger } from "../../../src/learning/evidence/budget-ledger.js";

const SURE = { value: 1, deviation: 0 };
const ratios = fc.record({
  value: fc.double({ min: 0.5, max: 2, noNaN: true }),
  deviation: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** Spends all that is allowed, a hundred look-ups at a time. Gives the shares of the budget that were spent. */
function spendAll(budget: number, lookups: number, ratio = SURE): number[] {
  const ledger = new BudgetLedger(budget);
  let spent = 0;
  return Array.from({ length: lookups / 100 }, (_, round) => {
    const ahead = Math.min(1_000, 100 * (round + 1));
    const each = ledger.allowance(ahead, ratio) / ahead;
    for (let lookup = 0; lookup < 100; lookup++) ledger.note(each);
    spent += 100 * each;
    return (ratio.value * spent) / (budget * 100 * (round + 1));
  });
}

it("whoever spends all that is allowed never passes the budget, however surely the ratio is known", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.2, noNaN: true }), ratios, (budget, ratio) => {
      for (const share of spendAll(budget, 5_000, ratio)) expect(share).toBeLessThan(1);
    }),
    { numRuns: 50 },
  );
});

it("keeps half of the budget in reserve in the first thousand look-ups, and little later", () => {
  const shares = spendAll(0.02, 20_000);
  expect(shares[2]).toBeLessThan(0.2);
  expect(shares[9]).toBeLessThan(0.6);
  expect(shares[9]).toBeGreaterThan(0.3);
  expect(shares[199]).toBeGreaterThan(0.85);
});

it("allows less the more often hits were wrong, and the less surely this is known", () => {
  const allowed = (value: number, deviation: number) => {
    const ledger = new BudgetLedger(0.02);
    for (let lookup = 0; lookup < 3_000; lookup++) ledger.note(0.015);
    return ledger.allowance(1_000, { value, deviation });
  };
  expect(allowed(1.5, 0.2)).toBeLessThan(allowed(1, 0.2));
  expect(allowed(1, 0.4)).toBeLessThan(allowed(1, 0.2));
  // A tenth of the budget, so that audits of hits can show when it is over.
  expect(allowed(5, 0.2)).toBeCloseTo(0.1 * 20, 9);
});

it("does not spend at once what was saved for long", () => {
  const ledger = new BudgetLedger(0.02);
  for (let lookup = 0; lookup < 10_000; lookup++) ledger.note(0);
  expect(ledger.allowance(1_000, SURE)).toBeCloseTo(1.5 * 20, 9);
});

it("goes on for another one with neither its savings nor a new start", () => {
  const resumed = new BudgetLedger(0.02);
  resumed.resume(50_000, SURE);
  const fresh = new BudgetLedger(0.02);
  expect(resumed.allowance(1_000, SURE)).toBeLessThanOrEqual(20);
  expect(resumed.allowance(1_000, SURE)).toBeGreaterThan(fresh.allowance(1_000, SURE));
});
