import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ErrorCode, OctavecError } from "../../../src/errors/index.js";
import type { BreakerTransition } from "../../../src/monitoring/index.js";
import { type BreakerOptions, connectOptionsSchema, parseOptions } from "../../../src/options/index.js";
import { CircuitBreaker, GuardedExecutor } from "../../../src/resilience/index.js";
import { CallExecutor } from "../../helpers/call-executor.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

function breakerWith(options: BreakerOptions = {}) {
  const probes: { succeed: () => void; fail: () => void }[] = [];
  const transitions: BreakerTransition[] = [];
  const { breaker: resolved } = parseOptions(connectOptionsSchema, { breaker: options }, "connect options");
  const breaker = new CircuitBreaker("redis:6379", resolved, {
    probe: () =>
      new Promise<void>((resolve, reject) => {
        probes.push({ succeed: resolve, fail: () => reject(new Error("no")) });
      }),
    onTransition: (transition) => transitions.push(transition),
  });
  const report = (failures: number, successes = 0) => {
    for (let i = 0; i < successes; i++) breaker.report("answered");
    for (let i = 0; i < failures; i++) breaker.report("failed");
  };
  return { breaker, probes, transitions, report };
}

/** Everything that follows from promises that are settled already. */
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));

describe("closed", () => {
  test("it stays so below the least number of calls, even if all fail", () => {
    const { breaker, report } = breakerWith({ minimumCalls: 20 });
    report(19);
    expect(breaker.refusal()).toBeUndefined();
    expect(breaker.figures).toEqual({ state: "closed", failureRate: 1 });
  });

  test("it stays so below the failure rate, and opens with the call that reaches it", () => {
    const { breaker, report } = breakerWith({ minimumCalls: 10, failureRate: 0.5 });
    report(19, 20);
    expect(breaker.figures.state).toBe("closed");
    report(1);
    expect(breaker.figures).toMatchObject({ state: "open", failureRate: 0.5 });
  });

  test("calls older than the window no longer count, also when nobody called for long", () => {
    const { breaker, report } = breakerWith({ minimumCalls: 10, windowMs: 1_000 });
    report(0, 1_000);
    vi.advanceTimersByTime(1_100);
    report(10);
    expect(breaker.figures).toMatchObject({ state: "open", failureRate: 1 });
    const other = breakerWith({ minimumCalls: 10, windowMs: 1_000 });
    for (let i = 0; i < 50; i++) {
      other.report(1);
      vi.advanceTimersByTime(150);
    }
    expect(other.breaker.figures.state).toBe("closed");
  });
});

describe("calls whose callers gave up early", () => {
  function impatientCalls(options: BreakerOptions = {}) {
    const opened = breakerWith({ minimumCalls: 10, ...options });
    const inner = new CallExecutor({ send: () => Promise.reject(new OctavecError("TIMEOUT", "test")) });
    const guarded = new GuardedExecutor(inner, opened.breaker, 5_000);
    const call = () => guarded.send(["GET", "k"], { timeoutMs: 50 }).catch(() => {});
    return { ...opened, call };
  }

  // Such calls must count. All calls of a cache give up after 50 ms, so otherwise a hung server would never open the breaker.
  test("make the breaker ask the server once, and open it when the server does not answer", async () => {
    const { breaker, probes, call, transitions } = impatientCalls();
    for (let calls = 0; calls < 42; calls++) await call();
    expect(breaker.figures.state).toBe("closed");
    expect(probes).toHaveLength(1);
    probes[0]?.fail();
    await settled();
    expect(breaker.figures).toMatchObject({ state: "open", failureRate: 1 });
    expect(transitions).toEqual([{ server: "redis:6379", from: "closed", to: "open" }]);
    expect(breaker.trouble?.error).toMatchObject({ code: "TIMEOUT" });
  });

  test("are forgotten when the server answers, and asked about again only when there are as many anew", async () => {
    const { breaker, probes, call } = impatientCalls();
    for (let calls = 0; calls < 10; calls++) await call();
    probes[0]?.succeed();
    await settled();
    expect(breaker.figures).toEqual({ state: "closed", failureRate: 0 });
    for (let calls = 0; calls < 9; calls++) await call();
    expect(probes).toHaveLength(1);
    await call();
    expect(probes).toHaveLength(2);
  });

  test("are outweighed by calls that were answered", async () => {
    const { breaker, probes, call, report } = impatientCalls({ failureRate: 0.5 });
    report(0, 30);
    for (let calls = 0; calls < 29; calls++) await call();
    expect(probes).toHaveLength(0);
    await call();
    expect(probes).toHaveLength(1);
    expect(breaker.figures.state).toBe("closed");
  });

  test("do not open it when it was isolated or closed for good while the server was asked", async () => {
    const { breaker, probes, call } = impatientCalls();
    for (let calls = 0; calls < 10; calls++) await call();
    breaker.isolate()();
    probes[0]?.fail();
    await settled();
    expect(breaker.figures.state).toBe("closed");
  });
});

describe("open", () => {
  test("it refuses every call with the server's name and the time of the next attempt", () => {
    const { breaker, report } = breakerWith({ minimumCalls: 1 });
    report(1);
    const refusal = breaker.refusal();
    expect(refusal).toMatchObject({ code: "CIRCUIT_OPEN", details: { server: "redis:6379" } });
    expect(refusal?.details.nextAttemptInMs).toBeGreaterThanOrEqual(50);
    expect(refusal?.details.nextAttemptInMs).toBeLessThanOrEqual(100);
  });

  test("it probes once by itself without any call, and refuses calls until the answer comes", async () => {
    const { breaker, probes, report, transitions } = breakerWith({ minimumCalls: 1 });
    report(1);
    vi.advanceTimersByTime(100);
    expect(probes).toHaveLength(1);
    for (let i = 0; i < 10; i++) expect(breaker.refusal()).toBeDefined();
    vi.advanceTimersByTime(10_000);
    expect(breaker.refusal()).toBeDefined();
    expect(probes).toHaveLength(1);
    probes[0]?.succeed();
    await settled();
    expect(breaker.refusal()).toBeUndefined();
    expect(breaker.figures).toEqual({ state: "closed", failureRate: 0 });
    expect(transitions.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      "closed > open",
      "open > half-open",
      "half-open > closed",
    ]);
  });

  test("a call that comes when it is time starts the probe if the timer is late", () => {
    const { breaker, probes, report } = breakerWith({ minimumCalls: 1 });
    report(1);
    vi.setSystemTime(Date.now());
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 1_000);
    expect(breaker.refusal()).toBeDefined();
    expect(breaker.refusal()).toBeDefined();
    expect(probes).toHaveLength(1);
    vi.restoreAllMocks();
  });

  test("the pauses between probes that fail double up to the greatest one", async () => {
    const { breaker, probes, report } = breakerWith({ minimumCalls: 1, firstProbeMs: 100, maxProbeMs: 400 });
    report(1);
    for (const greatestMs of [100, 200, 400, 400]) {
      const { nextAttemptInMs } = breaker.figures;
      expect(nextAttemptInMs).toBeGreaterThanOrEqual(greatestMs / 2);
      expect(nextAttemptInMs).toBeLessThanOrEqual(greatestMs);
      vi.advanceTimersByTime(greatestMs);
      probes.at(-1)?.fail();
      await settled();
      expect(breaker.figures.state).toBe("open");
    }
    expect(probes).toHaveLength(4);
  });

  test("an answer to somebody who asked around it closes it, and a probe that fails later changes nothing", async () => {
    const { breaker, probes, report } = breakerWith({ minimumCalls: 1 });
    report(1);
    vi.advanceTimersByTime(100);
    breaker.answered();
    expect(breaker.refusal()).toBeUndefined();
    probes[0]?.fail();
    await settled();
    expect(breaker.figures.state).toBe("closed");
    breaker.isolate();
    breaker.answered();
    expect(breaker.figures.state).toBe("isolated");
  });

  test("after close nothing is probed any more", () => {
    const { breaker, probes, report } = breakerWith({ minimumCalls: 1 });
    report(1);
    breaker.close();
    vi.advanceTimersByTime(60_000);
    expect(probes).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("isolated", () => {
  test("it refuses calls until the last hand lets go, and is closed then", () => {
    const { breaker, probes } = breakerWith();
    const releases = [breaker.isolate(), breaker.isolate()];
    vi.advanceTimersByTime(60_000);
    expect(probes).toHaveLength(0);
    expect(breaker.refusal()).toMatchObject({ code: "CIRCUIT_OPEN" });
    expect(breaker.refusal()?.details).not.toHaveProperty("nextAttemptInMs");
    releases[0]?.();
    releases[0]?.();
    expect(breaker.figures.state).toBe("isolated");
    releases[1]?.();
    expect(breaker.refusal()).toBeUndefined();
  });

  test("calls that began before the last change of state no longer count", () => {
    const { breaker, report } = breakerWith({ minimumCalls: 2 });
    const { epoch } = breaker;
    breaker.isolate()();
    for (let i = 0; i < 10; i++) breaker.report("failed", epoch);
    expect(breaker.figures).toEqual({ state: "closed", failureRate: 0 });
    report(2);
    expect(breaker.figures.state).toBe("open");
  });

  test("a probe that was under way does not end it", async () => {
    const { breaker, probes, report } = breakerWith({ minimumCalls: 1 });
    report(1);
    vi.advanceTimersByTime(100);
    breaker.isolate();
    probes[0]?.succeed();
    await settled();
    expect(breaker.figures.state).toBe("isolated");
  });
});

describe("what a guarded node is judged by", () => {
  const reply = (code: ErrorCode, word?: string) =>
    new OctavecError(code, "test", { details: word === undefined ? {} : { reply: word } });

  async function stateAfter(error: OctavecError, options = {}) {
    const { breaker } = breakerWith({ minimumCalls: 10 });
    const inner = new CallExecutor({
      send: () => Promise.reject(error),
      pipeline: async (steps) => steps.map(() => ({ ok: false, error, sent: true })),
    });
    const guarded = new GuardedExecutor(inner, breaker, 5_000);
    for (let i = 0; i < 20; i++) {
      await guarded.send(["GET", "k"], options).catch(() => {});
      await guarded.pipeline([["GET", "k"]], options).catch(() => {});
    }
    return breaker.figures.state;
  }

  test.each([
    reply("CONNECTION_FAILED"),
    reply("CONNECTION_LOST"),
    reply("TIMEOUT"),
    reply("SERVER_BUSY", "LOADING"),
    reply("SERVER_BUSY", "CLUSTERDOWN"),
  ])("$code opens it", async (error) => {
    expect(await stateAfter(error)).toBe("open");
  });

  test.each([
    reply("WRONG_TYPE", "WRONGTYPE"),
    reply("INVALID_FILTER", "ERR"),
    reply("COMMAND_FAILED", "ERR"),
    reply("NOT_AUTHORIZED", "NOPERM"),
    reply("OUT_OF_MEMORY", "OOM"),
    reply("SERVER_BUSY", "TRYAGAIN"),
    reply("POOL_TIMEOUT"),
    reply("POOL_OVERLOADED"),
    reply("ABORTED"),
  ])("$code $details.reply does not", async (error) => {
    expect(await stateAfter(error)).toBe("closed");
  });

  test.each([
    [["BLPOP", "k", "0"], "closed"],
    [["xread", "block", "0", "STREAMS", "s", "$"], "closed"],
    [["XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", "s", ">"], "closed"],
    [["WAIT", "1", "0"], "closed"],
    [["XREAD", "STREAMS", "block", "$"], "open"],
    [["LPOP", "blpop"], "open"],
  ])("%j that gets no reply leaves it %s", async (command, state) => {
    const { breaker } = breakerWith({ minimumCalls: 10 });
    const inner = new CallExecutor({ send: () => Promise.reject(reply("TIMEOUT")) });
    const guarded = new GuardedExecutor(inner, breaker, 5_000);
    for (let i = 0; i < 20; i++) await guarded.send(command).catch(() => {});
    expect(breaker.figures.state).toBe(state);
  });

  test("neither does anything after an abort", async () => {
    expect(await stateAfter(reply("TIMEOUT"), { timeoutMs: 5_000 })).toBe("open");
    expect(await stateAfter(reply("CONNECTION_LOST"), { signal: AbortSignal.abort() })).toBe("closed");
  });

  test("while it is open the node is left alone, and steps say that they were not sent", async () => {
    const { breaker } = breakerWith();
    breaker.isolate();
    const inner = new CallExecutor({});
    const guarded = new GuardedExecutor(inner, breaker, 5_000);
    await expect(guarded.send(["GET", "k"])).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    expect(await guarded.pipeline([["GET", "k"], ["PING"]])).toMatchObject([
      { ok: false, sent: false, error: { code: "CIRCUIT_OPEN" } },
      { ok: false, sent: false, error: { code: "CIRCUIT_OPEN" } },
    ]);
    expect(inner.asked).toHaveLength(0);
  });
});
