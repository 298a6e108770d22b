import { expect, test } from "vitest";
import { stoppableSource } from "../../../src/repository/stoppable-source.js";
import { collect } from "../../helpers/collect.js";
import { collectGarbage } from "../../helpers/collect-garbage.js";

const never = new Promise<void>(() => {});
const noFailure = (error: unknown) => {
  throw error;
};

function switchable() {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  return { stop, stopped };
}

async function* asyncOf(...values: unknown[]) {
  yield* values;
}

test.each([
  ["an array", [1, 2, 3]],
  ["a set", new Set([1, 2, 3])],
  ["an async generator", asyncOf(1, 2, 3)],
  ["an array of promises", [Promise.resolve(1), 2, Promise.resolve(3)]],
])("gives what %s gives, in order", async (_, source) => {
  expect(await collect(stoppableSource(source, never, noFailure))).toEqual([1, 2, 3]);
});

test("ends at once when it is stopped while the source is silent, and tells the source", async () => {
  const { stop, stopped } = switchable();
  let returned = 0;
  const silent = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<never>(() => {}),
      return: () => {
        returned++;
        return new Promise<never>(() => {});
      },
    }),
  };
  const reading = collect(stoppableSource(silent, stopped, noFailure));
  stop();
  expect(await reading).toEqual([]);
  expect(returned).toBe(1);
});

test("ends when it is stopped between two records of a source that always has one", async () => {
  const { stop, stopped } = switchable();
  let read = 0;
  function* endless() {
    while (true) yield read++;
  }
  for await (const record of stoppableSource(endless(), stopped, noFailure)) {
    if (record === 5) stop();
    expect(record).toBeLessThan(10);
  }
  expect(read).toBeLessThan(10);
});

test("a source that is left early by its reader is told so, one that ended is not", async () => {
  const told: string[] = [];
  async function* source(name: string) {
    try {
      yield 1;
      yield 2;
    } finally {
      told.push(name);
    }
  }
  for await (const _ of stoppableSource(source("left"), never, noFailure)) break;
  expect(told).toEqual(["left"]);
  let returned = 0;
  const ending = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: true, value: undefined }),
      return: () => {
        returned++;
        return { done: true as const, value: undefined };
      },
    }),
  };
  await collect(stoppableSource(ending, never, noFailure));
  expect(returned).toBe(0);
});

test.each([
  [
    "a generator that throws",
    function* () {
      yield 1;
      throw new Error("broken");
    },
  ],
  [
    "an async generator that throws",
    async function* () {
      yield 1;
      throw new Error("broken");
    },
  ],
  [
    "a rejected promise among the records",
    function* () {
      yield 1;
      yield Promise.reject(new Error("broken"));
    },
  ],
])("%s ends the reading and hands its error over", async (_, source) => {
  const failures: unknown[] = [];
  const read = await collect(stoppableSource(source(), never, (error) => failures.push(error)));
  expect(read).toEqual([1]);
  expect(failures).toEqual([new Error("broken")]);
});

test("a source that fails while it is left has nothing more to say", async () => {
  const source = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: false, value: 1 }),
      return: () => {
        throw new Error("not now");
      },
    }),
  };
  for await (const record of stoppableSource(source, never, noFailure)) {
    expect(record).toBe(1);
    break;
  }
});

test("records that were read are not kept alive until the run ends", async () => {
  // Promise.race against the stop signal used to leave a reaction, with the record in it, for every record.
  const { stopped } = switchable();
  const first: WeakRef<object>[] = [];
  async function* source() {
    for (let i = 0; i < 50; i++) {
      const record = { bulk: new Float64Array(1_000) };
      first.push(new WeakRef(record));
      yield record;
    }
  }
  const reading = stoppableSource(source(), stopped, noFailure);
  for (let i = 0; i < 50; i++) await reading.next();
  const deadline = performance.now() + 5_000;
  let alive = first.length;
  while (alive > 5 && performance.now() < deadline) {
    // First the turn: a WeakRef that was asked keeps its target until the turn ends.
    await new Promise(setImmediate);
    collectGarbage();
    alive = first.filter((ref) => ref.deref() !== undefined).length;
  }
  expect(alive).toBeLessThanOrEqual(5);
});
