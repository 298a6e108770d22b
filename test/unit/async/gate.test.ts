import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Gate } from "../../../src/async/gate.js";
import { TimeBudget } from "../../../src/async/index.js";
import { OctavecError } from "../../../src/errors/index.js";

const PATIENCE_MS = 50;

/** Callers that enter in turn; says what has become of each: in, out of the line with an error, or waiting. */
function callers(gate: Gate, count: number): ("in" | "gave up" | "waiting")[] {
  const states: ("in" | "gave up" | "waiting")[] = [];
  for (let index = 0; index < count; index++) {
    const turn = gate.enter(PATIENCE_MS);
    states[index] = turn === undefined ? "in" : "waiting";
    turn?.then(
      () => {
        states[index] = "in";
      },
      (error: OctavecError) => {
        expect(error.code).toBe("TIMEOUT");
        states[index] = "gave up";
      },
    );
  }
  return states;
}

describe("a gate", () => {
  it("lets as many in as it is wide, and the others in their order as those inside leave", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        async (width, count) => {
          const gate = new Gate(width);
          const states = callers(gate, count);
          for (let left = 0; left < count; left++) {
            const entered = Math.min(count, width + left);
            expect(states).toEqual(
              Array.from({ length: count }, (_, index) => (index < entered ? "in" : "waiting")),
            );
            gate.leave(false);
            await Promise.resolve();
          }
          expect(gate.enter(PATIENCE_MS)).toBeUndefined();
        },
      ),
    ));

  it("sends those away who have waited as long as for a reply, when a call inside ran out of its time", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const gate = new Gate(1);
    const states = callers(gate, 3);
    vi.advanceTimersByTime(PATIENCE_MS);
    states.push(...callers(gate, 1));
    gate.leave(true);
    await Promise.resolve();
    expect(states.slice(0, 3)).toEqual(["in", "gave up", "gave up"]);
    // The last caller came later, so it is still in line and has its turn now.
    gate.leave(false);
    expect(gate.enter(PATIENCE_MS)).toBeUndefined();
  });

  it("keeps them if another call was answered meanwhile", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const gate = new Gate(2);
    const states = callers(gate, 5);
    vi.advanceTimersByTime(PATIENCE_MS);
    gate.leave(false);
    gate.leave(true);
    await Promise.resolve();
    expect(states).toEqual(["in", "in", "in", "in", "waiting"]);
  });

  it("lets them wait on while the calls inside are answered, up to a second", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const gate = new Gate(1);
    const states = callers(gate, 4);
    vi.advanceTimersByTime(500);
    gate.leave(false);
    await Promise.resolve();
    expect(states).toEqual(["in", "in", "waiting", "waiting"]);
    vi.advanceTimersByTime(500);
    gate.leave(false);
    await Promise.resolve();
    expect(states).toEqual(["in", "in", "gave up", "gave up"]);
  });
});

describe("a time budget behind a gate", () => {
  it("does not count the wait for its turn, and gives its turn back however the work ends", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const gate = new Gate(1);
    const first = new TimeBudget(PATIENCE_MS, gate).spend(
      () => new Promise((resolve) => setTimeout(resolve, 40, "first")),
    );
    const budget = new TimeBudget(PATIENCE_MS, gate);
    const second = budget.spend(async (timeoutMs) => timeoutMs);
    const failing = new TimeBudget(PATIENCE_MS, gate).spend(() =>
      Promise.reject(new OctavecError("CONNECTION_LOST", "cut")),
    );
    failing.catch(() => {});
    await vi.advanceTimersByTimeAsync(40);
    expect(await first).toBe("first");
    expect(await second).toBe(PATIENCE_MS);
    await expect(failing).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    expect(gate.enter(PATIENCE_MS)).toBeUndefined();
  });
});
