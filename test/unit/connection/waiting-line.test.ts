import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WaitingLine } from "../../../src/connection/waiting-line.js";
import { timersLeft } from "../../helpers/timers-left.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const late = () => new Error("late");

test("first come, first served, one value each", async () => {
  const line = new WaitingLine<string>();
  const waiting = [1, 2, 3].map(() => line.wait(100, undefined, late));
  line.serve("a");
  line.serve("b");
  expect(line.length).toBe(1);
  line.serve("c");
  expect(await Promise.all(waiting)).toEqual(["a", "b", "c"]);
  expect(await timersLeft(10)).toBe(0);
});

test("serving an empty line keeps nothing for later", async () => {
  const line = new WaitingLine<string>();
  line.serve("nobody's");
  const waiting = line.wait(100, undefined, late);
  expect(line.length).toBe(1);
  line.serve("mine");
  expect(await waiting).toBe("mine");
});

test("whoever waits too long leaves, and is served no more", async () => {
  const line = new WaitingLine<string>();
  const short = line.wait(10, undefined, late);
  const long = line.wait(100, undefined, late);
  const refused = expect(short).rejects.toThrow("late");
  await vi.advanceTimersByTimeAsync(10);
  await refused;
  line.serve("a");
  expect(await long).toBe("a");
  expect(line.length).toBe(0);
});

test("an abort ends the wait at once with the signal's reason and leaves nothing behind", async () => {
  const line = new WaitingLine<string>();
  const controller = new AbortController();
  const reason = new Error("enough");
  const waiting = line.wait(100, controller.signal, late);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect([line.length, await timersLeft(10)]).toEqual([0, 0]);
});

test("everybody is dismissed with the same error", async () => {
  const line = new WaitingLine<string>();
  const reason = new Error("closed");
  const waiting = [1, 2].map(() => line.wait(100, undefined, late));
  line.dismiss(reason);
  for (const one of waiting) await expect(one).rejects.toBe(reason);
  expect([line.length, await timersLeft(10)]).toEqual([0, 0]);
});
