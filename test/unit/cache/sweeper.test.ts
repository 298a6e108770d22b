import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SweepStep, TakeStep } from "../../../src/cache/entries/lifetime/sweep-step.js";
import { Sweeper } from "../../../src/cache/entries/lifetime/sweeper.js";

const NOTHING: SweepStep = {
  isHeld: false,
  expired: 0,
  evicted: 0,
  flushed: 0,
  bytes: 0,
  hasMore: false,
  waitMs: undefined,
};
const settings = {
  intervalMs: 1_000,
  batchSize: 25,
  token: "me",
  onElection: () => {},
  onFailure: () => {},
};

describe("sweeper", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("works off a backlog in rounds of batchSize, each in steps of 10", async () => {
    const takeStep = vi.fn<TakeStep>(async () => ({ ...NOTHING, hasMore: true }));
    const sweeper = new Sweeper(takeStep, settings);
    sweeper.start();
    await vi.advanceTimersByTimeAsync(1_000);
    const first = takeStep.mock.calls.length;
    expect(takeStep.mock.calls.slice(0, 3).map(([{ most }]) => most)).toEqual([10, 10, 5]);
    expect(takeStep.mock.calls[0]?.[0].election).toEqual({ token: "me", leaseMs: 3_000 });
    await vi.advanceTimersByTimeAsync(50);
    expect(takeStep.mock.calls.length).toBe(first + 3);
    await sweeper.stop();
  });

  it("asks again when the next entry expires, at most once per interval and often enough to stay elected", async () => {
    const waits: (number | undefined)[] = [1, 1_200, 60_000, undefined];
    const askedAtMs: number[] = [];
    const sweeper = new Sweeper(async () => {
      askedAtMs.push(Date.now());
      return { ...NOTHING, waitMs: waits[askedAtMs.length - 1] };
    }, settings);
    sweeper.start();
    await vi.advanceTimersByTimeAsync(8_000);
    const gaps = askedAtMs.slice(1).map((at, index) => at - (askedAtMs[index] ?? 0));
    expect(gaps.slice(0, 4)).toEqual([1_000, 1_200, 1_500, 1_500]);
    await sweeper.stop();
  });

  it("waits until another instance's election ends, and gives up its own when it is stopped", async () => {
    let isHeld = true;
    const takeStep = vi.fn<TakeStep>(async () => ({
      ...NOTHING,
      isHeld,
      waitMs: isHeld ? 2_000 : undefined,
    }));
    const sweeper = new Sweeper(takeStep, settings);
    sweeper.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(takeStep).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(990);
    expect(takeStep).toHaveBeenCalledTimes(1);
    isHeld = false;
    await vi.advanceTimersByTimeAsync(1_011);
    expect(takeStep).toHaveBeenCalledTimes(2);
    await sweeper.stop();
    expect(takeStep).toHaveBeenLastCalledWith({ most: 0, election: { token: "me", leaseMs: 0 } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not end another instance's election when it is stopped", async () => {
    const takeStep = vi.fn<TakeStep>(async () => ({ ...NOTHING, isHeld: true, waitMs: 10 }));
    const sweeper = new Sweeper(takeStep, settings);
    sweeper.start();
    await vi.advanceTimersByTimeAsync(1_000);
    const calls = takeStep.mock.calls.length;
    await sweeper.stop();
    expect(takeStep).toHaveBeenCalledTimes(calls);
  });

  it("reports a failure and goes on", async () => {
    const takeStep = vi.fn<TakeStep>(async () => NOTHING);
    const gone = new Error("gone");
    takeStep.mockRejectedValueOnce(gone);
    const failures: unknown[] = [];
    const sweeper = new Sweeper(takeStep, {
      ...settings,
      onElection: () => {},
      onFailure: (error) => failures.push(error),
    });
    sweeper.start();
    await vi.advanceTimersByTimeAsync(2_100);
    expect(takeStep).toHaveBeenCalledTimes(2);
    expect(failures).toEqual([gone]);
    await sweeper.stop();
  });

  it("takes one step when look-ups find many expired entries, elected or not, but not too often", async () => {
    const takeStep = vi.fn<TakeStep>(async () => NOTHING);
    const sweeper = new Sweeper(takeStep, settings);
    sweeper.start();
    sweeper.hint(0);
    sweeper.hint(0);
    await vi.advanceTimersByTimeAsync(0);
    sweeper.hint(100);
    await vi.advanceTimersByTimeAsync(0);
    expect(takeStep.mock.calls).toEqual([[{ most: 10 }]]);
    sweeper.hint(300);
    await vi.advanceTimersByTimeAsync(0);
    expect(takeStep).toHaveBeenCalledTimes(2);
    // The rounds go on beside it.
    await vi.advanceTimersByTimeAsync(1_000);
    expect(takeStep).toHaveBeenCalledTimes(3);
    await sweeper.stop();
    sweeper.hint(10_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(takeStep).toHaveBeenCalledTimes(4);
  });
});
