import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { deadline } from "../../../src/async/deadline.js";

const never = new Promise<string>(() => {});

it("gives what the work gives, also its error, and leaves no listener behind", async () => {
  const { signal } = new AbortController();
  const options = { timeoutMs: 60_000, signal, onTimeout: () => "late" };
  expect(await deadline(Promise.resolve("done"), options)).toBe("done");
  const failure = new Error("no");
  await expect(deadline(Promise.reject(failure), options)).rejects.toBe(failure);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("when the time is up, the caller decides between a value and an error", async () => {
  expect(await deadline(never, { timeoutMs: 1, onTimeout: () => "late" })).toBe("late");
  const failure = new Error("too late");
  const onTimeout = () => {
    throw failure;
  };
  await expect(deadline(never, { timeoutMs: 1, onTimeout })).rejects.toBe(failure);
});

it("an abort rejects with the signal's reason, also one that came before, and its late work fails unnoticed", async () => {
  const controller = new AbortController();
  let fail = (_: Error) => {};
  const work = new Promise<string>((_, reject) => {
    fail = reject;
  });
  const aborted: string[] = [];
  const { signal } = controller;
  const waiting = deadline(work, { signal, onAborted: () => aborted.push("during") });
  controller.abort("enough");
  expect(aborted).toEqual(["during"]);
  await expect(waiting).rejects.toBe("enough");
  const late = deadline(work, { signal, onAborted: () => aborted.push("before") });
  await expect(late).rejects.toBe("enough");
  expect(aborted).toEqual(["during", "before"]);
  fail(new Error("nobody waits"));
});
