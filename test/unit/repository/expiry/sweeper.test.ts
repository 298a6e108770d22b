import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OctavecError } from "../../../../src/errors/index.js";
import type { Reply } from "../../../../src/executor.js";
import { collectionKeys } from "../../../../src/repository/elements/collection-keys.js";
import { Sweepers } from "../../../../src/repository/expiry/sweepers.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";

const keys = collectionKeys("n", "c");
const DONE = [1, 0, 0, -1];

/** Sweeps with a server that answers each step in turn, and with the last answer from then on. */
function sweeping(...answers: (Reply | OctavecError)[]) {
  const askedAtMs: number[] = [];
  const executor = new ScriptedExecutor(() => {
    askedAtMs.push(performance.now());
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? null;
  });
  const failures: unknown[] = [];
  const sweepers = new Sweepers((error) => failures.push(error));
  const startedAtMs = performance.now();
  return {
    sweepers,
    executor,
    failures,
    expect: (dueInMs: number) => sweepers.expect({ executor, keys }, dueInMs),
    askedAt: () => askedAtMs.map((at) => Math.round(at - startedAtMs)),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a round comes when an element expires, at least a second and at most ten later, one sweep for each collection", async () => {
  const { sweepers, expect: due, askedAt } = sweeping([1, 1, 0, 1], [1, 1, 0, 4_000], DONE);
  due(500_000);
  due(0);
  due(3_000);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(askedAt()).toEqual([1_000, 2_000, 6_000, 16_000, 26_000]);
  await sweepers.close();
});

test("a backlog is worked off in bounded rounds, so that others get their turn", async () => {
  const { sweepers, expect: due, askedAt, executor } = sweeping([1, 10, 1, 0]);
  due(0);
  await vi.advanceTimersByTimeAsync(1_040);
  expect(askedAt()).toHaveLength(25);
  await vi.advanceTimersByTimeAsync(50);
  expect(askedAt()).toHaveLength(50);
  // At most ten elements for each step, under a lease of 30 s.
  const [step] = executor.sent;
  expect(Array.isArray(step) && step.slice(-3)).toEqual([
    "10",
    expect.stringMatching(/^[\da-f-]{36}$/),
    "30000",
  ]);
  await sweepers.close();
});

test("an instance that is not elected asks again when the other election ends", async () => {
  const { sweepers, expect: due, askedAt } = sweeping([0, 0, 0, 20_000], DONE);
  due(0);
  await vi.advanceTimersByTimeAsync(25_000);
  const [first, second, third] = askedAt();
  expect([first, third]).toEqual([1_000, undefined]);
  expect(second).toBeGreaterThanOrEqual(21_000);
  expect(second).toBeLessThanOrEqual(22_001);
  await sweepers.close();
});

test("a sweep rests where nothing expires any more, until something does", async () => {
  const { sweepers, expect: due, askedAt } = sweeping([-1, 0, 0, -1]);
  due(0);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(askedAt()).toEqual([1_000]);
  due(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(askedAt()).toEqual([1_000, 101_000]);
  await sweepers.close();
});

test("a failure is reported, and the round is repeated", async () => {
  const lost = new OctavecError("CONNECTION_LOST", "gone");
  const { sweepers, expect: due, askedAt, failures } = sweeping(lost, ["?"], DONE);
  due(0);
  await vi.advanceTimersByTimeAsync(21_000);
  expect(askedAt()).toEqual([1_000, 11_000, 21_000]);
  expect(failures).toEqual([lost, expect.objectContaining({ code: "UNEXPECTED_REPLY" })]);
  await sweepers.close();
});

test("a user who lacks a right is told once, and leaves the sweep to others", async () => {
  const refused = new OctavecError(
    "NOT_AUTHORIZED",
    "this user has no permissions to run the 'evalsha' command",
  );
  const { sweepers, expect: due, askedAt, failures } = sweeping(refused);
  due(0);
  await vi.advanceTimersByTimeAsync(60_000);
  due(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([askedAt().length, failures]).toEqual([1, [refused]]);
  await sweepers.close();
});

test("nothing is sent or reported after the close", async () => {
  let answer: (reply: Reply | OctavecError) => void = () => {};
  const executor = new ScriptedExecutor(() => new Promise((resolve) => (answer = resolve)));
  const failures: unknown[] = [];
  const sweepers = new Sweepers((error) => failures.push(error));
  sweepers.expect({ executor, keys }, 0);
  await vi.advanceTimersByTimeAsync(1_000);
  const closed = sweepers.close();
  answer(new OctavecError("POOL_CLOSED", "closed"));
  await closed;
  sweepers.expect({ executor, keys: collectionKeys("n", "other") }, 0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([executor.sent.length, failures, vi.getTimerCount()]).toEqual([1, [], 0]);
});
