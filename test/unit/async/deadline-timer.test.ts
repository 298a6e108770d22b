import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import fc from "fast-check";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { countAsync } from "../../../scripts/bench/count-async.js";
import { deadline } from "../../../src/async/deadline.js";
import { DeadlineTimer } from "../../../src/async/deadline-timer.js";
import { loopTimeMs } from "../../../src/async/loop-time.js";
import { TimeBudget } from "../../../src/async/time-budget.js";
import { holdEventLoop } from "../../helpers/hold-event-loop.js";

afterEach(() => void vi.useRealTimers());

/** A reply that is there at once and is read when the event loop next looks, as from a socket. */
function arrivedReply(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  port2.postMessage("reply");
  return once(port1, "message");
}

function refuse(): never {
  throw new Error("the time is up");
}

describe("while the event loop is held", () => {
  it("a reply that has arrived wins over the deadline", async () => {
    // Timers come before sockets in a turn of the event loop, so the deadline used to win.
    for (const timeoutMs of [1, 50, 199]) {
      const waiting = deadline(arrivedReply(), { timeoutMs, onTimeout: refuse });
      holdEventLoop(200);
      await expect(waiting).resolves.toBeDefined();
    }
  });

  it("no time is spent: the rest of the wait follows", async () => {
    const onDue = vi.fn();
    new DeadlineTimer(100, onDue);
    holdEventLoop(200);
    // The reply to what was asked just now takes some turns of the event loop.
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    expect(onDue).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(onDue).toHaveBeenCalledOnce());
  });

  it("no time is spent when it is held again before the sockets are read, whatever begins to wait in between", async () => {
    const timers = [new DeadlineTimer(100, () => {})];
    const spentMs = new Promise<number>((resolve) => {
      // Goes off after the ticker, in the same turn.
      setTimeout(() => {
        timers.push(new DeadlineTimer(10_000, () => {}));
        const startedAtMs = loopTimeMs();
        holdEventLoop(200);
        resolve(loopTimeMs() - startedAtMs);
      }, 15);
    });
    holdEventLoop(50);
    expect(await spentMs).toBeLessThan(20);
    for (const timer of timers) timer.stop();
  });

  it("no budget is spent, also when the reply is read before any timer could fire", async () => {
    const budget = new TimeBudget(100);
    await budget.spend(async () => {
      await arrivedReply();
      holdEventLoop(200);
    });
    expect(budget.leftMs).toBeGreaterThan(0);
  });

  it("the loop's clock stands still for as long, in whatever order deadlines notice it", () => {
    const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    fc.assert(
      fc.property(orders, (order) => {
        const startedAtMs = performance.now();
        const startedAtLoopMs = loopTimeMs();
        const timers = [10, 30, 10, 100].map((limitMs) => {
          const timer = new DeadlineTimer(limitMs, () => {});
          holdEventLoop(10);
          return timer;
        });
        for (const index of order) timers[index]?.stop();
        const passedMs = performance.now() - startedAtMs;
        const countedMs = loopTimeMs() - startedAtLoopMs;
        // The first part of the first timer ends after 1 ms, and 2 ms late is not late.
        expect(countedMs).toBeGreaterThanOrEqual(0);
        expect(countedMs).toBeLessThan(passedMs - 30);
      }),
      { numRuns: 20 },
    );
  });
});

describe("on an idle event loop", () => {
  it("a deadline comes in time, whatever its length", async () => {
    vi.useFakeTimers();
    const lengths = fc.oneof(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 1, max: 200, noNaN: true }),
    );
    await fc.assert(
      fc.asyncProperty(lengths, async (limitMs) => {
        const onDue = vi.fn();
        new DeadlineTimer(limitMs, onDue);
        await vi.advanceTimersByTimeAsync(Math.max(0, Math.ceil(limitMs) - 2));
        expect(onDue).not.toHaveBeenCalled();
        await vi.advanceTimersByTimeAsync(3);
        expect(onDue).toHaveBeenCalledOnce();
      }),
    );
  });

  it("a timer that was stopped calls nobody", async () => {
    vi.useFakeTimers();
    const onDue = vi.fn();
    const timer = new DeadlineTimer(10, onDue);
    vi.advanceTimersByTime(9);
    timer.stop();
    await vi.runAllTimersAsync();
    expect(onDue).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("deadlines share one timer", () => {
  /** Of the timers that keep the process alive. */
  const keepingTimers = () => process.getActiveResourcesInfo().filter((type) => type === "Timeout").length;

  it("which many of them in a row do not set anew", async () => {
    const { timers } = await countAsync(async () => {
      for (let call = 0; call < 1_000; call++) new DeadlineTimer(60_000, () => {}).stop();
    });
    expect(timers).toBeLessThan(10);
  });

  it("and which keeps the process alive while one waits, and not longer", () => {
    const before = keepingTimers();
    const both = [10_000, 60_000].map((limitMs) => new DeadlineTimer(limitMs, () => {}));
    const during = keepingTimers();
    both[0]?.stop();
    const lastWaits = keepingTimers();
    both[1]?.stop();
    expect([during - before, lastWaits - before, keepingTimers() - before]).toEqual([1, 1, 0]);
  });

  it("and one that throws leaves the others as they are", async () => {
    vi.useFakeTimers();
    const onDue = vi.fn();
    new DeadlineTimer(10, () => refuse());
    new DeadlineTimer(10, onDue);
    await expect(vi.advanceTimersByTimeAsync(10)).rejects.toThrow("the time is up");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(onDue).toHaveBeenCalledOnce();
  });
});

it("one ticker goes on after setTimeout was replaced while a deadline waited", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const deadlines = [new DeadlineTimer(1_000, () => {})];
  const replaced = globalThis.setTimeout;
  let set = 0;
  const counting = ((...args: Parameters<typeof setTimeout>) => {
    set++;
    return replaced(...args);
  }) as typeof setTimeout;
  globalThis.setTimeout = counting;
  deadlines.push(new DeadlineTimer(1_000, () => {}));
  vi.advanceTimersByTime(500);
  globalThis.setTimeout = replaced;
  // One for the second deadline, and one after each tenth of its time.
  expect(set).toBe(6);
  for (const deadline of deadlines) deadline.stop();
});

it("a deadline is due though the ticker of another went off late while timers were fake", async () => {
  new DeadlineTimer(30, () => {}).stop();
  const { setTimeout: laterForReal } = globalThis;
  vi.useFakeTimers({ toFake: ["setImmediate"] });
  holdEventLoop(60);
  // The ticker is not needed any more, and goes off nevertheless.
  await new Promise((resolve) => laterForReal(resolve, 20));
  vi.useRealTimers();
  await new Promise<void>((resolve) => {
    new DeadlineTimer(5, resolve);
  });
});

it("a ticker that goes off late for real sets no fake timer", async () => {
  new DeadlineTimer(30, () => {}).stop();
  const { setTimeout: laterForReal } = globalThis;
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  // The clock of the fake timers passes the time of the ticker, as if the event loop had been held.
  vi.setSystemTime(0);
  vi.advanceTimersByTime(1e9);
  await new Promise((resolve) => laterForReal(resolve, 20));
  expect(vi.getTimerCount()).toBe(0);
});

it("a deadline that an earlier test left waiting sets no timer on a later test's clock", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const left = new DeadlineTimer(100, () => {});
  vi.useRealTimers();
  vi.useFakeTimers();
  new DeadlineTimer(100, () => {}).stop();
  await vi.advanceTimersByTimeAsync(10);
  expect(vi.getTimerCount()).toBe(0);
  left.stop();
});
