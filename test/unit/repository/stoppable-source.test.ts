import { expect, test } from "vitest";
import { stoppableSource } from "../../../src/repository/stoppable-source.js";
import { collect } from "../../helpers/collect.js";
import { collectGarbage } from "../../helpers/collect-garbage.js";

const never = new AbortController().signal;
const noFailure = (error: unknown): void => {
  throw error;
};

/** The records, without the objects that wrap them. */
async function read(
  source: Iterable<unknown> | AsyncIterable<unknown>,
  ended: AbortSignal,
  onFailure = noFailure,
) {
  return (await collect(stoppableSource(source, ended, onFailure))).map(({ record }) => record);
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
  expect(await read(source, never)).toEqual([1, 2, 3]);
});

test("ends at once if it is stopped while the source is silent, and calls the source's return()", async () => {
  const run = new AbortController();
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
  const reading = read(silent, run.signal);
  run.abort();
  expect(await reading).toEqual([]);
  expect(returned).toBe(1);
});

test("ends if it is stopped between two records of a source that always has one", async () => {
  const run = new AbortController();
  let given = 0;
  function* endless() {
    while (true) yield given++;
  }
  for await (const { record } of stoppableSource(endless(), run.signal, noFailure)) {
    if (record === 5) run.abort();
  }
  expect(given).toBe(6);
});

test("ends if the source itself aborts the run and then stays silent", async () => {
  const run = new AbortController();
  async function* source() {
    yield 1;
    run.abort();
    await new Promise(() => {});
  }
  expect(await read(source(), run.signal)).toEqual([1]);
});

test("a source that always has a record does not keep timers from running, and a timer can stop the reading", async () => {
  const run = new AbortController();
  const numbers = (function* () {
    while (true) yield 1;
  })();
  setTimeout(() => run.abort(), 1);
  expect((await read(numbers, run.signal)).length).toBeGreaterThan(0);
  async function* resolved() {
    while (true) yield 1;
  }
  const another = new AbortController();
  setTimeout(() => another.abort(), 1);
  expect((await read(resolved(), another.signal)).length).toBeGreaterThan(0);
});

test("a record that throws when any of its properties is read is passed on unread", async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const records = await read([proxy, 2], never);
  expect(records[0] === proxy).toBe(true);
  expect(records).toHaveLength(2);
});

test("return() is called on a source that the reader leaves early, but not on one that ended", async () => {
  const left: string[] = [];
  async function* source(name: string) {
    try {
      yield 1;
      yield 2;
    } finally {
      left.push(name);
    }
  }
  for await (const _ of stoppableSource(source("left"), never, noFailure)) break;
  expect(left).toEqual(["left"]);
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
  await read(ending, never);
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
])("%s ends the reading, and onFailure gets the error", async (_, source) => {
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  expect(await read(source(), never, onFailure)).toEqual([1]);
  expect(failures).toEqual([new Error("broken")]);
});

test("an error thrown by return() is ignored", async () => {
  const source = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: false, value: 1 }),
      return: () => {
        throw new Error("not now");
      },
    }),
  };
  for await (const { record } of stoppableSource(source, never, noFailure)) {
    expect(record).toBe(1);
    break;
  }
});

test("records that were read are not kept alive until the run ends", async () => {
  // Promise.race against the stop signal used to leave a reaction, with the record in it, for every record.
  const first: WeakRef<object>[] = [];
  async function* source() {
    for (let i = 0; i < 50; i++) {
      const record = { bulk: new Float64Array(1_000) };
      first.push(new WeakRef(record));
      yield record;
    }
  }
  const reading = stoppableSource(source(), never, noFailure);
  for (let i = 0; i < 50; i++) await reading.next();
  const deadline = performance.now() + 5_000;
  let alive = first.length;
  while (alive > 5 && performance.now() < deadline) {
    // A WeakRef that was dereferenced keeps its target alive until the current job ends.
    await new Promise(setImmediate);
    collectGarbage();
    alive = first.filter((ref) => ref.deref() !== undefined).length;
  }
  expect(alive).toBeLessThanOrEqual(5);
});
