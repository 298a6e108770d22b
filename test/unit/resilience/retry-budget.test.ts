import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "../../../src/async/retry.js";
import { RetryBudget } from "../../../src/resilience/retry-budget.js";

const budget = (budgetRatio: number, budgetPerSecond: number, clock: { ms: number }) =>
  new RetryBudget({ budgetRatio, budgetPerSecond }, () => clock.ms);

test("a client with little to do has its retries per second, those of ten seconds saved up, and no more", () => {
  const clock = { ms: 0 };
  const own = budget(0, 3, clock);
  const spendAll = () => {
    let spent = 0;
    while (own.spend()) spent++;
    return spent;
  };
  expect(spendAll()).toBe(30);
  clock.ms = 1_000;
  expect(spendAll()).toBe(3);
  clock.ms = 60_000;
  expect(spendAll()).toBe(30);
  clock.ms = 60_334;
  expect([own.spend(), own.spend()]).toEqual([true, false]);
});

test("calls earn their share, and what is saved up has a limit", () => {
  const own = budget(0.5, 0, { ms: 0 });
  expect(own.spend()).toBe(false);
  for (let i = 0; i < 4; i++) own.earn();
  expect([own.spend(), own.spend(), own.spend()]).toEqual([true, true, false]);
  for (let i = 0; i < 100_000; i++) own.earn();
  let spent = 0;
  while (own.spend()) spent++;
  expect(spent).toBe(250);
});

test("however calls and failures follow each other, retries are at most the ratio of calls and the rate of time", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 50 }),
      fc.array(fc.tuple(fc.nat(400), fc.nat(30), fc.nat(60)), { maxLength: 30 }),
      (ratio, perSecond, steps) => {
        const clock = { ms: 0 };
        const own = budget(ratio, perSecond, clock);
        let calls = 0;
        let spent = 0;
        for (const [waitMs, made, failed] of steps) {
          clock.ms += waitMs;
          for (let i = 0; i < made; i++) own.earn();
          calls += made;
          for (let i = 0; i < failed; i++) if (own.spend()) spent++;
        }
        expect(spent).toBeLessThanOrEqual(ratio * calls + perSecond * (10 + clock.ms / 1_000) + 1e-6);
      },
    ),
  );
});

test("pauses double up to the greatest one, and at most half of each is chance", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 500, max: 5_000 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (attempt, baseDelayMs, maxDelayMs, chance) => {
        const whole = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
        const delayMs = backoffMs(attempt, { baseDelayMs, maxDelayMs }, () => chance);
        expect(delayMs).toBeGreaterThanOrEqual(whole / 2);
        expect(delayMs).toBeLessThanOrEqual(whole);
      },
    ),
  );
});
