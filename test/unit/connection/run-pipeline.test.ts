import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runPipeline, type StepSender } from "../../../src/connection/run-pipeline.js";
import { OctavecError } from "../../../src/errors/index.js";
import type { StepResult } from "../../../src/executor.js";
import { timersLeft } from "../../helpers/timers-left.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const steps = [["A"], ["B"], ["C"]];
const ok = (value: string): StepResult => ({ ok: true, value });

/** A wire whose replies come when the test says so. */
function fakeWire() {
  let onStep: (index: number, result: StepResult) => void = () => {};
  const wire: StepSender = {
    lastReplyAtMs: performance.now(),
    sendSteps: (_steps, _options, callback) => {
      onStep = callback;
    },
  };
  const reply = (index: number, result: StepResult) => {
    wire.lastReplyAtMs = performance.now();
    onStep(index, result);
  };
  return { wire, reply };
}

test("resolves with every step's outcome, in order of the steps", async () => {
  const { wire, reply } = fakeWire();
  const running = runPipeline(wire, steps, { timeoutMs: 10 }, () => {});
  const failed: StepResult = { ok: false, error: new OctavecError("WRONG_TYPE", "no"), sent: true };
  reply(1, failed);
  reply(0, ok("a"));
  reply(2, ok("c"));
  expect(await running).toEqual([ok("a"), failed, ok("c")]);
  expect(await timersLeft(1)).toBe(0);
});

test("without steps there is nothing to wait for", async () => {
  expect(await runPipeline(fakeWire().wire, [], { timeoutMs: 10 }, () => {})).toEqual([]);
});

test("as long as replies keep coming it may take its time", async () => {
  const { wire, reply } = fakeWire();
  const onStalled = vi.fn();
  const running = runPipeline(wire, steps, { timeoutMs: 10 }, onStalled);
  for (const index of steps.keys()) {
    await vi.advanceTimersByTimeAsync(8);
    reply(index, ok(""));
  }
  expect((await running).every(({ ok }) => ok)).toBe(true);
  expect(onStalled).not.toHaveBeenCalled();
});

test("replies to others on the same wire count as signs of life too", async () => {
  const { wire, reply } = fakeWire();
  const running = runPipeline(wire, [["A"]], { timeoutMs: 10 }, () => {});
  for (let i = 0; i < 5; i++) {
    await vi.advanceTimersByTimeAsync(8);
    wire.lastReplyAtMs = performance.now();
  }
  reply(0, ok("a"));
  expect(await running).toEqual([ok("a")]);
});

test("silence fails the steps without a reply as TIMEOUT, perhaps done; the others keep their outcome", async () => {
  const { wire, reply } = fakeWire();
  const onStalled = vi.fn();
  const running = runPipeline(wire, steps, { timeoutMs: 10 }, onStalled);
  reply(0, ok("a"));
  await vi.advanceTimersByTimeAsync(25);
  const results = await running;
  expect(results[0]).toEqual(ok("a"));
  expect(results.slice(1)).toMatchObject([
    { ok: false, sent: true, error: { code: "TIMEOUT" } },
    { ok: false, sent: true, error: { code: "TIMEOUT" } },
  ]);
  expect(onStalled).toHaveBeenCalledOnce();
});

test("replies that come too late change nothing in the results that were handed out", async () => {
  const { wire, reply } = fakeWire();
  const running = runPipeline(wire, steps, { timeoutMs: 10 }, () => {});
  await vi.advanceTimersByTimeAsync(25);
  const results = await running;
  const before = structuredClone(results.map(({ ok }) => ok));
  for (const index of steps.keys()) reply(index, ok("late"));
  expect(results.map(({ ok }) => ok)).toEqual(before);
  expect(before).toEqual([false, false, false]);
  expect(await timersLeft(1)).toBe(0);
});

test("an abort resolves with ABORTED for what had no reply, and with the reason as its cause", async () => {
  const { wire, reply } = fakeWire();
  const controller = new AbortController();
  const reason = new Error("enough");
  const running = runPipeline(wire, steps, { timeoutMs: 10, signal: controller.signal }, () => {});
  reply(2, ok("c"));
  controller.abort(reason);
  expect(await running).toMatchObject([
    { ok: false, sent: true, error: { code: "ABORTED", cause: reason } },
    { ok: false, sent: true },
    { ok: true, value: "c" },
  ]);
  expect(await timersLeft(1)).toBe(0);
});
