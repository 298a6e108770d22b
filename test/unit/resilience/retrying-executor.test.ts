import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type ErrorCode, OctavecError } from "../../../src/errors/index.js";
import type { Command, SendOptions, StepResult } from "../../../src/executor.js";
import { connectOptionsSchema, parseOptions, type RetryOptions } from "../../../src/options/index.js";
import { RetryingExecutor } from "../../../src/resilience/index.js";
import { CallExecutor } from "../../helpers/call-executor.js";

const failure = (code: ErrorCode, details = {}) => new OctavecError(code, "test", { details });

function retrying(inner: CallExecutor, retry: RetryOptions = {}, operationTimeoutMs = 8_000) {
  const options = parseOptions(
    connectOptionsSchema,
    { retry: { baseDelayMs: 1, maxDelayMs: 2, ...retry } },
    "connect options",
  ).retry;
  const observer = { retried: vi.fn(), budgetExhausted: vi.fn() };
  const limits = { operationTimeoutMs, attemptTimeoutMs: 5_000 };
  return { observer, executor: new RetryingExecutor(inner, options, limits, { observer }) };
}

/** Fails with these codes one after the other, then answers. */
function failing(...codes: ErrorCode[]) {
  const seen: SendOptions[] = [];
  const inner = new CallExecutor({
    send: async (_command, options = {}) => {
      seen.push(options);
      const code = codes.shift();
      if (code !== undefined) throw failure(code);
      return "OK";
    },
  });
  return { inner, seen };
}

describe("a single command", () => {
  test("that does not fail is sent once, with its options as they are", async () => {
    const { inner, seen } = failing();
    const options = { readOnly: true };
    expect(await retrying(inner).executor.send(["GET", "k"], options)).toBe("OK");
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBe(options);
  });

  test("is repeated after a failure that certainly left it undone, whatever it does", async () => {
    const { inner, seen } = failing("SERVER_BUSY", "READ_ONLY", "CONNECTION_FAILED");
    const { executor, observer } = retrying(inner);
    expect(await executor.send(["INCR", "k"])).toBe("OK");
    expect(seen).toHaveLength(4);
    expect(observer.retried.mock.calls).toEqual([["SERVER_BUSY"], ["READ_ONLY"], ["CONNECTION_FAILED"]]);
  });

  test.each(["CONNECTION_LOST", "TIMEOUT"] as const)(
    "after %s is repeated only when it reads, or may be done twice",
    async (code) => {
      const harmful = failing(code);
      await expect(retrying(harmful.inner).executor.send(["INCR", "k"])).rejects.toMatchObject({ code });
      expect(harmful.seen).toHaveLength(1);
      for (const harmless of [{ readOnly: true }, { idempotent: true }]) {
        const { inner, seen } = failing(code);
        expect(await retrying(inner).executor.send(["SET", "k", "v"], harmless)).toBe("OK");
        expect(seen).toHaveLength(2);
      }
    },
  );

  test("is sent four times at most, and fails with the last error", async () => {
    const { inner, seen } = failing(
      "SERVER_BUSY",
      "SERVER_BUSY",
      "SERVER_BUSY",
      "CONNECTION_FAILED",
      "SERVER_BUSY",
    );
    await expect(retrying(inner).executor.send(["GET", "k"])).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
    });
    expect(seen).toHaveLength(4);
  });

  test("with maxRetries 0 is sent once", async () => {
    const { inner, seen } = failing("SERVER_BUSY");
    await expect(retrying(inner, { maxRetries: 0 }).executor.send(["GET", "k"])).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });

  test("is not repeated when the pause would outlast its own time, or its breaker stays open for longer", async () => {
    const late = failing("SERVER_BUSY");
    const slow = retrying(late.inner, { baseDelayMs: 1_000, maxDelayMs: 1_000 }).executor;
    await expect(slow.send(["GET", "k"], { timeoutMs: 400 })).rejects.toMatchObject({ code: "SERVER_BUSY" });
    expect(late.seen).toHaveLength(1);
    const inner = new CallExecutor({
      send: () => Promise.reject(failure("CIRCUIT_OPEN", { nextAttemptInMs: 9_000 })),
    });
    await expect(retrying(inner).executor.send(["GET", "k"])).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    expect(inner.asked).toHaveLength(1);
  });

  test("waits for its breaker as long as its time allows: that is no attempt, and costs one retry", async () => {
    let refusals = 12;
    const inner = new CallExecutor({
      send: async () => {
        if (refusals-- > 0) throw failure("CIRCUIT_OPEN", { nextAttemptInMs: 1 });
        return "OK";
      },
    });
    expect(await retrying(inner, { budgetRatio: 0, budgetPerSecond: 0.1 }).executor.send(["INCR", "k"])).toBe(
      "OK",
    );
    expect(inner.asked).toHaveLength(13);
  });

  test("waits for an open breaker that will ask its server soon, and never for one that was isolated by hand", async () => {
    const details = [{ nextAttemptInMs: 5 }, {}];
    const inner = new CallExecutor({ send: () => Promise.reject(failure("CIRCUIT_OPEN", details.shift())) });
    await expect(retrying(inner).executor.send(["GET", "k"])).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    expect(inner.asked).toHaveLength(2);
  });

  test("gives a repetition what is left of its own time, and never more than one attempt may take", async () => {
    const own = failing("SERVER_BUSY");
    await retrying(own.inner).executor.send(["GET", "k"], { timeoutMs: 300 });
    expect(own.seen[1]?.timeoutMs).toBeLessThan(300);
    expect(own.seen[1]?.timeoutMs).toBeGreaterThan(0);
    const none = failing("SERVER_BUSY");
    await retrying(none.inner).executor.send(["GET", "k"]);
    expect(none.seen[1]?.timeoutMs).toBe(5_000);
  });

  test("is not repeated after an abort, and an abort ends the pause at once with its own reason", async () => {
    const reason = new Error("no longer");
    const before = failing("SERVER_BUSY");
    await expect(
      retrying(before.inner).executor.send(["GET", "k"], { signal: AbortSignal.abort(reason) }),
    ).rejects.toMatchObject({ code: "SERVER_BUSY" });
    expect(before.seen).toHaveLength(1);

    const { inner, seen } = failing("SERVER_BUSY");
    const controller = new AbortController();
    const { executor } = retrying(inner, { baseDelayMs: 60_000, maxDelayMs: 60_000 }, 200_000);
    const reply = executor.send(["GET", "k"], { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(reply).rejects.toBe(reason);
    expect(seen).toHaveLength(1);
  });

  test("without budget fails with its own error, and that is told", async () => {
    const { inner, seen } = failing("SERVER_BUSY");
    const { executor, observer } = retrying(inner, { budgetRatio: 0, budgetPerSecond: 0 });
    await expect(executor.send(["GET", "k"])).rejects.toMatchObject({ code: "SERVER_BUSY" });
    expect(seen).toHaveLength(1);
    expect(observer.budgetExhausted).toHaveBeenCalledOnce();
  });

  test("a thousand calls that fail at once get the retries of five hundred and a hundred free ones, no more", async () => {
    let sent = 0;
    const inner = new CallExecutor({
      send: () => {
        sent++;
        return Promise.reject(failure("CONNECTION_FAILED"));
      },
    });
    const { executor } = retrying(inner);
    await Promise.allSettled(Array.from({ length: 1_000 }, () => executor.send(["GET", "k"])));
    // What the clock gives during the test comes on top.
    expect(sent).toBeGreaterThanOrEqual(1_000 + 200);
    expect(sent).toBeLessThanOrEqual(1_000 + 220);
  });
});

const OK: StepResult = { ok: true, value: "OK" };
const failed = (code: ErrorCode, sent = true): StepResult => ({ ok: false, error: failure(code), sent });

/** Answers with these results one pipeline after the other, then with success; keeps the keys that were asked for. */
function pipelines(...answers: StepResult[][]) {
  const asked: unknown[][] = [];
  const inner = new CallExecutor({
    pipeline: async (steps) => {
      asked.push(steps.map((step) => ("transaction" in step ? step.transaction[0]?.[2] : step[2])));
      return answers.shift() ?? steps.map(() => OK);
    },
  });
  return { inner, asked };
}

const set = (key: string, value: string): Command => ["SET", key, value];

describe("a pipeline", () => {
  test("repeats the steps that failed, in their order, and puts the results in their places", async () => {
    const { inner, asked } = pipelines([OK, failed("CONNECTION_LOST"), OK, failed("SERVER_BUSY")]);
    const steps = ["a", "b", "c", "d"].map((key) => set(key, key));
    const results = await retrying(inner).executor.pipeline(steps, { idempotent: true });
    expect(results).toEqual([OK, OK, OK, OK]);
    expect(asked).toEqual([
      ["a", "b", "c", "d"],
      ["b", "d"],
    ]);
  });

  test("leaves a write failed when a later one on the same key took effect: done now, it would undo it", async () => {
    const { inner, asked } = pipelines([failed("SERVER_BUSY"), OK, failed("SERVER_BUSY")]);
    const steps = [set("k", "old"), set("k", "new"), set("other", "x")];
    const results = await retrying(inner).executor.pipeline(steps, { idempotent: true });
    expect(results).toMatchObject([{ ok: false, error: { code: "SERVER_BUSY" } }, OK, OK]);
    expect(asked[1]).toEqual(["x"]);
  });

  test("that only reads repeats every step that failed", async () => {
    const { inner, asked } = pipelines([failed("TIMEOUT"), OK]);
    await retrying(inner).executor.pipeline([set("k", "1"), set("k", "2")], { readOnly: true });
    expect(asked[1]).toEqual(["1"]);
  });

  test("that must not be done twice leaves a step failed when a later one may have been done, on whatever key", async () => {
    const { inner, asked } = pipelines([failed("SERVER_BUSY"), failed("CONNECTION_LOST")]);
    await retrying(inner).executor.pipeline([set("k", "1"), ["MSET", "k", "2", "l", "3"]]);
    expect(asked).toHaveLength(1);
    const either = pipelines([failed("SERVER_BUSY"), OK, failed("SERVER_BUSY")]);
    await retrying(either.inner).executor.pipeline([set("a", "1"), set("b", "2"), set("c", "3")]);
    expect(either.asked[1]).toEqual(["3"]);
  });

  test("repeats what never left even if it must not be done twice, and what may have left does not", async () => {
    const { inner, asked } = pipelines([failed("CONNECTION_LOST", true), failed("CONNECTION_LOST", false)]);
    const results = await retrying(inner).executor.pipeline([set("a", "1"), set("b", "2")]);
    expect(asked[1]).toEqual(["2"]);
    expect(results).toMatchObject([{ ok: false, error: { code: "CONNECTION_LOST" } }, OK]);
  });

  test("repeats a transaction whole", async () => {
    const { inner, asked } = pipelines([failed("CONNECTION_LOST")]);
    const transaction = [set("k", "1"), set("k", "2")];
    const results = await retrying(inner).executor.pipeline([{ transaction }], { idempotent: true });
    expect(results).toEqual([OK]);
    expect(asked).toHaveLength(2);
  });

  test("that was aborted while it waited keeps what it has", async () => {
    const { inner, asked } = pipelines([OK, failed("SERVER_BUSY")]);
    const controller = new AbortController();
    const { executor } = retrying(inner, { baseDelayMs: 60_000, maxDelayMs: 60_000 }, 200_000);
    const results = executor.pipeline([set("a", "1"), set("b", "2")], { signal: controller.signal });
    setImmediate(() => controller.abort());
    expect(await results).toMatchObject([OK, { ok: false, error: { code: "SERVER_BUSY" } }]);
    expect(asked).toHaveLength(1);
  });
});

test("whatever fails how, a write that must not be done twice is never sent again after it may have been done", async () => {
  const code = fc.constantFrom<ErrorCode>(
    "CONNECTION_LOST",
    "TIMEOUT",
    "SERVER_BUSY",
    "OUT_OF_MEMORY",
    "POOL_TIMEOUT",
  );
  const outcome = fc.option(fc.tuple(code, fc.boolean()), { nil: undefined });
  const run = fc.array(fc.array(outcome, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(run, async (rounds) => {
      const mayBeDone = new Set<unknown>();
      const inner = new CallExecutor({
        pipeline: async (steps) => {
          const outcomes = rounds.shift() ?? [];
          return steps.map((step, index) => {
            const id = "transaction" in step ? undefined : step[1];
            expect(mayBeDone).not.toContain(id);
            const failure = outcomes[index];
            if (failure === undefined) {
              mayBeDone.add(id);
              return OK;
            }
            const [which, sent] = failure;
            if (sent && ["CONNECTION_LOST", "TIMEOUT"].includes(which)) mayBeDone.add(id);
            return failed(which, sent);
          });
        },
      });
      await retrying(inner).executor.pipeline([1, 2, 3, 4].map((id) => ["INCR", String(id)]));
    }),
    { numRuns: 200 },
  );
});
