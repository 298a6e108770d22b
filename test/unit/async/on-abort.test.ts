import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { onAbort } from "../../../src/async/on-abort.js";

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

test("a thousand waits share one listener, and the last one to end takes it away", () => {
  // Each had one of its own once, and Node warns of a leak from the eleventh on.
  const { signal } = new AbortController();
  const ends = Array.from({ length: 1_000 }, () => onAbort(signal, () => {}));
  expect(listenersOf(signal)).toBe(1);
  for (const end of ends.slice(1)) end();
  expect(listenersOf(signal)).toBe(1);
  ends[0]?.();
  expect(listenersOf(signal)).toBe(0);
});

test("an abort calls each that still waits, once", () => {
  const controller = new AbortController();
  const { signal } = controller;
  const called: string[] = [];
  const note = () => called.push("same");
  onAbort(signal, note);
  onAbort(signal, note);
  onAbort(signal, () => {
    called.push("ends the next one");
    endNext();
  });
  const endNext = onAbort(signal, () => called.push("ended by the one before"));
  onAbort(signal, () => called.push("over"))();
  controller.abort();
  controller.abort();
  expect(called).toEqual(["same", "same", "ends the next one"]);
});

test("after all waits have ended the signal can be waited for again", () => {
  const controller = new AbortController();
  onAbort(controller.signal, () => {})();
  let calls = 0;
  onAbort(controller.signal, () => calls++);
  controller.abort();
  expect(calls).toBe(1);
});

test("without a signal there is nothing to do", () => {
  expect(onAbort(undefined, () => {})()).toBeUndefined();
});
