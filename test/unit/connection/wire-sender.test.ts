import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Wait } from "../../../src/async/index.js";
import type { ReplyReceiver } from "../../../src/connection/reply-receiver.js";
import type { Wire } from "../../../src/connection/wire.js";
import { WireSender } from "../../../src/connection/wire-sender.js";
import type { OctavecError } from "../../../src/errors/index.js";
import type { Reply } from "../../../src/executor.js";
import { timersLeft } from "../../helpers/timers-left.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => {};

interface Given {
  timeoutMs: number;
  waitedMs?: number;
  signal?: AbortSignal;
}

/** Waits for a reply on a wire that does `work` with who gets it. */
function waitFor(work: (receiver: ReplyReceiver) => void, options: Given) {
  const seen = { onEnd: vi.fn(), onTimeout: vi.fn() };
  const wire = {
    bePatient: never,
    send: (_command: unknown, _binary: boolean, receiver: ReplyReceiver) => work(receiver),
  };
  const waiting = new Promise<Reply>((resolve, reject) => {
    const wait = new Wait<Reply>(resolve, reject, seen.onEnd);
    const sender = new WireSender(5_000, seen.onTimeout);
    sender.begin(wait, wire as Partial<Wire> as Wire, ["VSIM"], options);
  });
  return { waiting, ...seen };
}

test("what comes in time is passed on, its end is told once, and no timer stays", async () => {
  const answered = waitFor((receiver) => receiver.resolve(7), { timeoutMs: 10 });
  expect(await answered.waiting).toBe(7);
  const failure = new Error("no") as OctavecError;
  const failed = waitFor((receiver) => receiver.reject(failure), { timeoutMs: 10 });
  await expect(failed.waiting).rejects.toBe(failure);
  expect([answered.onEnd.mock.calls, failed.onEnd.mock.calls]).toEqual([[[]], [[failure]]]);
  expect(await timersLeft(1)).toBe(0);
});

test.each([
  { title: "silence", timeoutMs: 10 },
  { title: "silence for what the wait for a connection left", timeoutMs: 60, waitedMs: 50 },
])("$title ends as TIMEOUT, after the wire's owner was told", async ({ timeoutMs, waitedMs = 0 }) => {
  const { waiting, onTimeout, onEnd } = waitFor(never, { timeoutMs, waitedMs });
  const refused = expect(waiting).rejects.toMatchObject({ code: "TIMEOUT", details: { timeoutMs } });
  await vi.advanceTimersByTimeAsync(9);
  expect(onTimeout).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await refused;
  expect([onTimeout.mock.calls.length, onEnd.mock.calls.length]).toEqual([1, 1]);
});

test("an abort ends the wait with the signal's reason, and late work fails unheard", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { waiting, onEnd } = waitFor(
    (receiver) => setTimeout(() => receiver.reject(new Error("late") as OctavecError), 50),
    { timeoutMs: 100, signal: controller.signal },
  );
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await vi.advanceTimersByTimeAsync(200);
  expect(onEnd.mock.calls).toEqual([[reason]]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a signal that is used for many calls keeps no listeners of those that are over", async () => {
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, "removeEventListener");
  const added = vi.spyOn(signal, "addEventListener");
  await waitFor((receiver) => setTimeout(() => receiver.resolve(1), 1), { timeoutMs: 10, signal });
  await vi.advanceTimersByTimeAsync(1);
  await waitFor((receiver) => receiver.reject(new Error("no") as OctavecError), {
    timeoutMs: 10,
    signal,
  }).waiting.catch(() => {});
  const late = waitFor(never, { timeoutMs: 10, signal }).waiting.catch(() => {});
  await vi.advanceTimersByTimeAsync(10);
  await late;
  expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([3, 3]);
});
