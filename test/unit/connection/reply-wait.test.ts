import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ReplyReceiver } from "../../../src/connection/reply-receiver.js";
import { ReplyWait } from "../../../src/connection/reply-wait.js";
import type { OctavecError } from "../../../src/errors/index.js";
import type { Reply } from "../../../src/executor.js";
import { timersLeft } from "../../helpers/timers-left.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => {};

/** Waits for a reply on a wire that does `work` with who gets it. */
function waitFor(
  work: (receiver: ReplyReceiver) => void,
  options: { timeoutMs: number; leftMs?: number; signal?: AbortSignal },
) {
  const seen = { onEnd: vi.fn(), onTimeout: vi.fn() };
  const waiting = new Promise<Reply>((resolve, reject) => {
    const wire = { send: (_command: unknown, _binary: boolean, receiver: ReplyReceiver) => work(receiver) };
    new ReplyWait(resolve, reject, seen.onEnd).begin(wire, ["VSIM"], options, seen.onTimeout);
  });
  return { waiting, ...seen };
}

test("what comes in time is passed on, its end is told once, and no timer stays", async () => {
  const answered = waitFor((receiver) => receiver.answered(7), { timeoutMs: 10 });
  expect(await answered.waiting).toBe(7);
  const failure = new Error("no") as OctavecError;
  const failed = waitFor((receiver) => receiver.failed(failure), { timeoutMs: 10 });
  await expect(failed.waiting).rejects.toBe(failure);
  expect([answered.onEnd.mock.calls, failed.onEnd.mock.calls]).toEqual([[[]], [[failure]]]);
  expect(await timersLeft(1)).toBe(0);
});

test.each([
  { title: "silence", timeoutMs: 10 },
  { title: "silence for what is left of the time", timeoutMs: 60, leftMs: 10 },
])("$title ends as TIMEOUT, after the wire's owner was told", async ({ timeoutMs, leftMs }) => {
  const { waiting, onTimeout, onEnd } = waitFor(never, {
    timeoutMs,
    ...(leftMs === undefined ? {} : { leftMs }),
  });
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
    (receiver) => setTimeout(() => receiver.failed(new Error("late") as OctavecError), 50),
    { timeoutMs: 100, signal: controller.signal },
  );
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await vi.advanceTimersByTimeAsync(200);
  expect(onEnd.mock.calls).toEqual([[reason]]);
  expect(vi.getTimerCount()).toBe(0);
});

test("for a caller that has given up already nothing is sent", async () => {
  const send = vi.fn();
  const { waiting } = waitFor(send, { timeoutMs: 100, signal: AbortSignal.abort("enough") });
  await expect(waiting).rejects.toBe("enough");
  expect(send).not.toHaveBeenCalled();
});

test("a signal that is used for many calls keeps no listeners of those that are over", async () => {
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, "removeEventListener");
  const added = vi.spyOn(signal, "addEventListener");
  await waitFor((receiver) => setTimeout(() => receiver.answered(1), 1), { timeoutMs: 10, signal });
  await vi.advanceTimersByTimeAsync(1);
  await waitFor((receiver) => receiver.failed(new Error("no") as OctavecError), {
    timeoutMs: 10,
    signal,
  }).waiting.catch(() => {});
  const late = waitFor(never, { timeoutMs: 10, signal }).waiting.catch(() => {});
  await vi.advanceTimersByTimeAsync(10);
  await late;
  expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([3, 3]);
});
