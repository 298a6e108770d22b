import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TouchRecorder } from "../../../src/cache/entries/lifetime/touch-recorder.js";
import { CacheKeys } from "../../../src/cache/question/cache-keys.js";
import { OctavecError } from "../../../src/errors/index.js";
import { ScriptedExecutor } from "../../helpers/scripted-executor.js";

const keys = new CacheKeys({ namespace: "n", tenant: "t", name: "cache" });
const hit = (entryId: string, createdAtMs = 1, slides = true) => ({ entryId, createdAtMs, slides });

/** What the script was told: generation, policy, then five words per entry. */
function told(executor: ScriptedExecutor): unknown[][] {
  return executor.sent.map((step) => ("transaction" in step ? [] : step.slice(4)));
}

describe("touch recorder", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function open(executor: ScriptedExecutor) {
    const clock = { now: 1_000 };
    const failures: unknown[] = [];
    return {
      failures,
      touches: new TouchRecorder({
        executor,
        keys,
        policy: "lru",
        onFailure: (error) => failures.push(error),
        now: () => clock.now,
      }),
      clock,
    };
  }

  it("sends many hits in one trip, each entry once, with its age and the number of hits", async () => {
    const executor = new ScriptedExecutor(() => 2);
    const { touches, clock } = open(executor);
    touches.note(hit("a"), "7");
    clock.now += 10;
    touches.note(hit("a", 1, false), "7");
    touches.note(hit("b", 5, false), "7");
    clock.now += 30;
    expect(executor.sent).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(told(executor)).toEqual([["7", "lru", "a", "1", "30", "2", "40", "b", "5", "30", "1", ""]]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(executor.sent).toHaveLength(1);
  });

  it("keeps hits that could not be sent, adds later ones, and drops those of another generation", async () => {
    let isDown = true;
    const executor = new ScriptedExecutor(() => (isDown ? new OctavecError("CONNECTION_LOST", "gone") : 1));
    const { touches, failures } = open(executor);
    touches.note(hit("a"), "0");
    touches.note(hit("b"), "0");
    await touches.flush();
    expect(failures).toMatchObject([{ code: "CONNECTION_LOST" }]);
    touches.note(hit("a"), "0");
    // Replaced meanwhile: hits of the earlier answer are void.
    touches.note(hit("b", 2), "0");
    isDown = false;
    await touches.flush();
    expect(told(executor)[1]).toEqual(["0", "lru", "a", "1", "0", "2", "0", "b", "2", "0", "1", "0"]);
    isDown = true;
    touches.note(hit("a"), "0");
    await touches.flush();
    touches.note(hit("c"), "1");
    isDown = false;
    await touches.flush();
    expect(told(executor).at(-1)).toEqual(["1", "lru", "c", "1", "0", "1", "0"]);
  });

  it("a hit of an earlier answer does not count for the answer that replaced it", async () => {
    const executor = new ScriptedExecutor(() => 1);
    const { touches } = open(executor);
    touches.note(hit("a", 1), "0");
    touches.note(hit("a", 2), "0");
    await touches.flush();
    expect(told(executor)).toEqual([["0", "lru", "a", "2", "0", "1", "0"]]);
  });

  it("sends waiting hits when it is closed, and accepts no more", async () => {
    const executor = new ScriptedExecutor(() => 1);
    const { touches } = open(executor);
    touches.note(hit("a"), "0");
    await touches.close();
    touches.note(hit("b"), "0");
    await touches.flush();
    expect(executor.sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("holds a bounded number of entries, and sends them in bounded trips", async () => {
    const executor = new ScriptedExecutor(() => 1);
    const { touches } = open(executor);
    for (let index = 0; index < 12_000; index++) touches.note(hit(String(index)), "0");
    await touches.flush();
    const entries = told(executor).map((words) => (words.length - 2) / 5);
    expect(Math.max(...entries)).toBe(250);
    expect(entries.reduce((sum, count) => sum + count, 0)).toBe(10_000);
  });
});
