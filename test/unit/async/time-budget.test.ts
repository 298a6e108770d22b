import { expect, it, onTestFinished, vi } from "vitest";
import { pause } from "../../../src/async/on-abort.js";
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
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const budget = new TimeBudget(50);
  const work = budget.spend(async (timeoutMs) => {
    expect(timeoutMs).toBe(50);
    await pause(20, undefined);
  });
  await vi.advanceTimersByTimeAsync(20);
  await work;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(budget.leftMs).toBe(30);
});
