import { describe, expect, it, onTestFinished, vi } from "vitest";
import { SharedCalls } from "../../../src/async/shared-calls.js";

/** A call that ends when the test says so. */
function controlled() {
  let resolve: (value: string) => void = () => {};
  const promise = new Promise<string>((done) => {
    resolve = done;
  });
  const seen: { signal: AbortSignal | undefined; isReplacement: boolean }[] = [];
  const work = (signal: AbortSignal | undefined, isReplacement: boolean) => {
    seen.push({ signal, isReplacement });
    return promise;
  };
  return { work, resolve, seen };
}

describe("shared calls", () => {
  it("callers of one key share one call, another key has its own, and the next begins a new one", async () => {
    const calls = new SharedCalls<string>();
    const { work, resolve, seen } = controlled();
    const waiting = Array.from({ length: 200 }, () => calls.run("a", work));
    const other = calls.run("b", async () => "other");
    resolve("done");
    const results = await Promise.all(waiting);
    expect(seen).toHaveLength(1);
    expect(results.filter(({ joined }) => !joined)).toHaveLength(1);
    expect(new Set(results.map(({ value }) => value))).toEqual(new Set(["done"]));
    expect(await other).toEqual({ value: "other", joined: false });
    expect(await calls.run("a", async () => "again")).toEqual({ value: "again", joined: false });
  });

  it("an error goes to all who wait, unchanged, also one that is thrown at once", async () => {
    const calls = new SharedCalls<string>();
    const error = new Error("no");
    const fail = () => {
      throw error;
    };
    const results = await Promise.allSettled([calls.run("a", fail), calls.run("a", fail)]);
    expect(results.map((result) => result.status === "rejected" && result.reason)).toEqual([error, error]);
  });

  it("an aborted signal ends its own caller's wait with its reason and nobody else's", async () => {
    const calls = new SharedCalls<string>();
    const { work, resolve, seen } = controlled();
    const leaving = new AbortController();
    const reason = new Error("gone");
    const first = calls.run("a", work, { signal: leaving.signal });
    const second = calls.run("a", work, { signal: new AbortController().signal });
    leaving.abort(reason);
    await expect(first).rejects.toBe(reason);
    expect(seen[0]?.signal?.aborted).toBe(false);
    resolve("done");
    expect(await second).toEqual({ value: "done", joined: true });
  });

  it("when nobody waits any more the call is told so, and who comes then begins another", async () => {
    const calls = new SharedCalls<string>();
    const { work, resolve, seen } = controlled();
    const leaving = [new AbortController(), new AbortController()];
    const waiting = leaving.map(({ signal }) => calls.run("a", work, { signal }));
    const outcome = Promise.allSettled(waiting);
    for (const [index, controller] of leaving.entries()) controller.abort(index);
    expect(await outcome).toMatchObject([{ reason: 0 }, { reason: 1 }]);
    expect(seen[0]?.signal?.aborted).toBe(true);
    const next = calls.run("a", async () => "new");
    resolve("late");
    expect(await next).toEqual({ value: "new", joined: false });
  });

  it("a signal that is aborted already begins nothing", async () => {
    const calls = new SharedCalls<string>();
    const { work, seen } = controlled();
    await expect(calls.run("a", work, { signal: AbortSignal.abort("before") })).rejects.toBe("before");
    expect(seen).toEqual([]);
  });

  it("who has waited long enough replaces a call that hangs, once for all who wait", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const calls = new SharedCalls<string>();
    const hanging = controlled();
    const first = calls.run("a", hanging.work);
    const replacement = controlled();
    const tired = Array.from({ length: 3 }, () => calls.run("a", replacement.work, { waitMs: 20 }));
    await vi.advanceTimersByTimeAsync(20);
    replacement.resolve("new");
    expect((await Promise.all(tired)).map(({ value }) => value)).toEqual(["new", "new", "new"]);
    expect(replacement.seen).toMatchObject([{ isReplacement: true }]);
    hanging.resolve("old");
    expect(await first).toEqual({ value: "old", joined: false });
  });

  it("after a new start nobody joins what is under way, and it still ends for those who wait", async () => {
    const calls = new SharedCalls<string>();
    const { work, resolve } = controlled();
    const before = calls.run("a", work);
    calls.startAnew();
    const after = calls.run("a", async () => "new");
    resolve("old");
    expect(await after).toEqual({ value: "new", joined: false });
    expect(await before).toEqual({ value: "old", joined: false });
  });
});
