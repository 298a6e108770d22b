import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withDeadline } from "../../../src/connection/deadline.js";
import { timersLeft } from "../../helpers/timers-left.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => {});

test("what comes in time is passed on, and no timer stays", async () => {
  expect(await withDeadline(Promise.resolve(7), { timeoutMs: 10, what: "VSIM" })).toBe(7);
  const failure = new Error("no");
  await expect(withDeadline(Promise.reject(failure), { timeoutMs: 10, what: "VSIM" })).rejects.toBe(failure);
  expect(await timersLeft(1)).toBe(0);
});

test("silence ends as TIMEOUT, after the caller was told", async () => {
  const onTimeout = vi.fn();
  const waiting = withDeadline(never, { timeoutMs: 10, what: "VSIM", onTimeout });
  const refused = expect(waiting).rejects.toMatchObject({ code: "TIMEOUT", details: { timeoutMs: 10 } });
  await vi.advanceTimersByTimeAsync(9);
  expect(onTimeout).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await refused;
  expect(onTimeout).toHaveBeenCalledOnce();
});

test("an abort ends the wait with the signal's reason, and late work fails unheard", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const work = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 50));
  const waiting = withDeadline(work, { timeoutMs: 100, what: "VSIM", signal: controller.signal });
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await vi.advanceTimersByTimeAsync(200);
  expect(await timersLeft(10)).toBe(0);
});

test("a signal that is used for many calls keeps no listeners of those that are over", async () => {
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, "removeEventListener");
  const added = vi.spyOn(signal, "addEventListener");
  await withDeadline(Promise.resolve(1), { timeoutMs: 10, what: "x", signal });
  await withDeadline(Promise.reject(1), { timeoutMs: 10, what: "x", signal }).catch(() => {});
  const late = withDeadline(never, { timeoutMs: 10, what: "x", signal }).catch(() => {});
  await vi.advanceTimersByTimeAsync(10);
  await late;
  expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([3, 3]);
});
