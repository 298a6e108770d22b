import { expect, onTestFinished, test } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import type { Executor } from "../../../src/executor.js";
import { LazyTopology } from "../../../src/topology/lazy-topology.js";
import type { Topology } from "../../../src/topology/nodes/topology.js";

/** A topology that answers every command with its name, and notes whether it was closed. */
function answering(): Topology & { closed: boolean } {
  const capabilities: Executor["capabilities"] = {
    version: "8.2.3",
    withAttributes: true,
    range: false,
    safeThreads: false,
    exactEpsilon: true,
  };
  return {
    closed: false,
    capabilities,
    send: async ([name]) => String(name),
    pipeline: async (steps) => steps.map(() => ({ ok: true, value: "OK" })),
    nodes: () => [],
    primaryOf: () => {
      throw new Error("not asked for here");
    },
    async close() {
      this.closed = true;
    },
  };
}

/** A lazy topology whose attempts end as the test says. */
function lazily(acquireTimeoutMs: number) {
  const attempts: { succeed: (topology: Topology) => void; fail: (error: unknown) => void }[] = [];
  const signals: AbortSignal[] = [];
  const lazy = new LazyTopology(
    "cache.internal:6379",
    (signal) =>
      new Promise<Topology>((succeed, fail) => {
        signals.push(signal);
        attempts.push({ succeed, fail });
        signal.addEventListener("abort", () => fail(signal.reason));
      }),
    acquireTimeoutMs,
  );
  onTestFinished(() => lazy.close());
  return { lazy, attempts, signals };
}

const refused = new OctavecError("CONNECTION_FAILED", "Could not connect to cache.internal:6379: refused.");

test("a call that waits gets its answer when the connection is there", async () => {
  const { lazy, attempts } = lazily(60_000);
  const calls = [lazy.send(["PING"]), lazy.pipeline([["PING"]])];
  expect(lazy.capabilities).toMatchObject({ version: "unknown", safeThreads: false });
  attempts[0]!.succeed(answering());
  expect(await Promise.all(calls)).toEqual(["PING", [{ ok: true, value: "OK" }]]);
  expect(await lazy.send(["GET", "k"])).toBe("GET");
  expect(lazy.capabilities.version).toBe("8.2.3");
});

test("after a failed attempt another follows, and its topology serves", async () => {
  const { lazy, attempts } = lazily(60_000);
  const call = lazy.send(["PING"]);
  attempts[0]!.fail(refused);
  await expect.poll(() => attempts.length).toBe(2);
  attempts[1]!.succeed(answering());
  expect(await call).toBe("PING");
});

test("a call that has waited long enough fails with the reason of the last attempt as its cause", async () => {
  const { lazy, attempts } = lazily(20);
  const first = await lazy.send(["PING"]).catch((reason: unknown) => reason);
  expect(first).toMatchObject({ code: "CONNECTION_FAILED" });
  expect(String(first)).toContain("first attempt is still under way");
  attempts[0]!.fail(refused);
  const error = await lazy.send(["PING"]).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "CONNECTION_FAILED", cause: refused });
  expect(String(error)).toContain("refused");
  const [step] = await lazy.pipeline([["PING"]]);
  expect(step).toMatchObject({
    ok: false,
    sent: false,
    error: { code: "CONNECTION_FAILED", cause: refused },
  });
});

test("a call that allows less time than the next attempt is away fails without a wait", async () => {
  const { lazy, attempts } = lazily(60_000);
  // After six failures the pause is 400 to 800 ms.
  for (let failures = 0; failures < 6; failures++) {
    await expect.poll(() => attempts.length).toBe(failures + 1);
    attempts[failures]!.fail(refused);
  }
  await new Promise((resolve) => setImmediate(resolve));
  let isOver = false;
  const call = lazy.send(["PING"], { timeoutMs: 1 }).catch((error: unknown) => error);
  void call.then(() => {
    isOver = true;
  });
  for (let turns = 0; turns < 5; turns++) await Promise.resolve();
  expect(isOver).toBe(true);
  expect(await call).toMatchObject({ code: "CONNECTION_FAILED" });
});

test("callers are told at once of what waiting cannot mend, and the attempts go on", async () => {
  const { lazy, attempts } = lazily(60_000);
  const call = lazy.send(["PING"]);
  attempts[0]!.fail(new OctavecError("NOT_AUTHORIZED", "the password was refused"));
  await expect(call).rejects.toMatchObject({ code: "NOT_AUTHORIZED" });
  await expect.poll(() => attempts.length).toBe(2);
  attempts[1]!.succeed(answering());
  expect(await lazy.send(["PING"])).toBe("PING");
});

test("an abort ends the wait of its own call with its reason", async () => {
  const { lazy, attempts } = lazily(60_000);
  const giveUp = new AbortController();
  const [aborted, other] = [lazy.send(["PING"], { signal: giveUp.signal }), lazy.send(["PING"])];
  const reason = new Error("enough");
  giveUp.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  await expect(lazy.pipeline([["PING"]], { signal: giveUp.signal })).rejects.toBe(reason);
  attempts[0]!.succeed(answering());
  expect(await other).toBe("PING");
});

test("closing ends the attempt under way and all who wait", async () => {
  const { lazy, signals } = lazily(60_000);
  const call = lazy.send(["PING"]);
  const closing = lazy.close();
  await expect(call).rejects.toMatchObject({ code: "POOL_CLOSED" });
  await closing;
  expect(signals[0]!.aborted).toBe(true);
  await expect(lazy.send(["PING"])).rejects.toMatchObject({ code: "POOL_CLOSED" });
});

test("a connection that is opened while the client closes is closed again", async () => {
  const opened = answering();
  let succeed: (topology: Topology) => void = () => {};
  const lazy = new LazyTopology(
    "cache.internal:6379",
    () =>
      new Promise((resolve) => {
        succeed = resolve;
      }),
    1_000,
  );
  const closing = lazy.close();
  succeed(opened);
  await closing;
  expect(opened.closed).toBe(true);
});
