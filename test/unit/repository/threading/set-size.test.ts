import { expect, test } from "vitest";
import { OctavecError } from "../../../../src/errors/index.js";
import { SetSize } from "../../../../src/repository/threading/set-size.js";
import { type Script, ScriptedExecutor } from "../../../helpers/scripted-executor.js";

function sized(script: Script) {
  const clock = { nowMs: 0 };
  const executor = new ScriptedExecutor(script);
  return { clock, executor, size: new SetSize(executor, "k", () => clock.nowMs) };
}

const settled = () => new Promise(setImmediate);

test("an unknown size is read at the next search, and then once a minute at most", async () => {
  const { clock, executor, size } = sized(() => 700);
  expect(size.current).toBeUndefined();
  for (let search = 0; search < 100; search++) size.refreshIfOld();
  await settled();
  expect(executor.sent).toEqual([["VCARD", "k"]]);
  expect(size.current).toBe(700);
  clock.nowMs = 59_999;
  size.refreshIfOld();
  expect(executor.sent).toHaveLength(1);
  clock.nowMs = 60_000;
  size.refreshIfOld();
  expect(executor.sent).toHaveLength(2);
});

test("a size known from another call is not read again, and later writes and deletes adjust it", () => {
  const { clock, executor, size } = sized(() => 0);
  size.changeBy(5);
  expect(size.current).toBeUndefined();
  size.learn(10);
  size.changeBy(5);
  size.changeBy(-2);
  clock.nowMs = 1_000;
  size.refreshIfOld();
  expect(size.current).toBe(13);
  expect(executor.sent).toEqual([]);
});

test("an empty set counts as unknown, and its size is read every five seconds", async () => {
  const { clock, executor, size } = sized(() => 0);
  for (const nowMs of [0, 1_000, 4_999, 5_000]) {
    clock.nowMs = nowMs;
    size.refreshIfOld();
    await settled();
  }
  expect(size.current).toBeUndefined();
  expect(executor.sent).toHaveLength(2);
});

test("if the size cannot be read, the last known size remains and nothing is thrown", async () => {
  const { clock, size } = sized(() => new OctavecError("CONNECTION_LOST", "gone"));
  size.learn(10);
  clock.nowMs = 100_000;
  size.refreshIfOld();
  await settled();
  expect(size.current).toBe(10);
});
