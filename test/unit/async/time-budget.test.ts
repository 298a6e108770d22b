import { expect, it } from "vitest";
import { TimeBudget } from "../../../src/async/time-budget.js";

it("work that does not keep to its time is not waited for beyond the budget, and its late failure is nobody's", async () => {
  const budget = new TimeBudget(5);
  let fail = (_: Error) => {};
  const late = new Promise<string>((_, reject) => {
    fail = reject;
  });
  await expect(budget.spend(() => late)).rejects.toMatchObject({ code: "TIMEOUT" });
  expect(budget.leftMs).toBe(0);
  fail(new Error("too late"));
});

it("only work on the cache is counted", async () => {
  let nowMs = 0;
  const budget = new TimeBudget(50, () => nowMs);
  await budget.spend(async (timeoutMs) => {
    expect(timeoutMs).toBe(50);
    nowMs += 20;
  });
  nowMs += 1_000;
  expect(budget.leftMs).toBe(30);
});
