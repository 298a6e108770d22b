import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Ticker } from "../../../src/async/ticker.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(job: () => Promise<number | undefined>, fromStart = false) {
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  return { failures, ticker: new Ticker(job, { retryMs: 70, onFailure, fromStart }) };
}

const after = (delayMs: number) =>
  new Promise<void>((done) => {
    setTimeout(done, delayMs);
  });

it("runs when the job says so, and not at all until somebody asks for it", async () => {
  const runs: number[] = [];
  const delays = [100, 200, undefined];
  const { ticker } = open(async () => {
    runs.push(Date.now());
    return delays[runs.length - 1];
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toEqual([]);
  const startedAtMs = Date.now();
  ticker.schedule(10);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs.map((at) => at - startedAtMs)).toEqual([10, 110, 310]);
  expect(ticker.isActive).toBe(false);
});

it("keeps the earlier of two appointments", async () => {
  const job = vi.fn(async () => undefined);
  const { ticker } = open(job);
  ticker.schedule(50);
  ticker.schedule(500);
  ticker.schedule(20);
  await vi.advanceTimersByTimeAsync(20);
  expect(job).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(job).toHaveBeenCalledOnce();
});

it("never runs twice at the same time, and runs again for what was asked meanwhile", async () => {
  let running = 0;
  let most = 0;
  const job = vi.fn(async () => {
    most = Math.max(most, ++running);
    await after(100);
    running--;
    return undefined;
  });
  const { ticker } = open(job);
  void ticker.run();
  ticker.schedule(10);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([job.mock.calls.length, most]).toEqual([2, 1]);
});

it("reports a run that failed and tries again", async () => {
  const failure = new Error("no");
  const job = vi.fn(async () => {
    if (job.mock.calls.length === 1) throw failure;
    return undefined;
  });
  const { ticker, failures } = open(job);
  await ticker.run();
  expect(failures).toEqual([failure]);
  await vi.advanceTimersByTimeAsync(69);
  expect(job).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(job).toHaveBeenCalledTimes(2);
  expect(failures).toHaveLength(1);
});

it("counts the delay from the start of a run where it is told to, and from its end otherwise", async () => {
  for (const fromStart of [true, false]) {
    const runs: number[] = [];
    const { ticker } = open(async () => {
      runs.push(Date.now());
      await after(30);
      return runs.length === 2 ? undefined : 100;
    }, fromStart);
    ticker.schedule(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs[1]! - runs[0]!).toBe(fromStart ? 100 : 130);
  }
});

it("a stopped ticker has no timer, lets the run under way end, and can still be run by hand", async () => {
  let ended = 0;
  const { ticker } = open(async () => {
    await after(10);
    ended++;
    return 5;
  });
  void ticker.run();
  ticker.schedule(500);
  const stopping = ticker.stop();
  await vi.advanceTimersByTimeAsync(10);
  await stopping;
  expect([ended, vi.getTimerCount()]).toEqual([1, 0]);
  const last = ticker.run();
  await vi.advanceTimersByTimeAsync(10);
  await last;
  expect([ended, vi.getTimerCount()]).toEqual([2, 0]);
});
