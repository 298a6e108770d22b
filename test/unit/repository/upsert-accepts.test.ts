import { describe, expect, test } from "vitest";
import { decodeFloat32Blob } from "../../../src/commands/index.js";
import { type UpsertManyOptions, type VectorRecord, VectorRepository } from "../../../src/index.js";
import { parseWriteCall } from "../../../src/repository/write-elements.lua.js";
import { emptyServer, ScriptedExecutor } from "../../helpers/scripted-executor.js";
import { expectAccounted, failureOf, runOf } from "./upsert-run-fixture.js";

/** Position of the vector among the arguments of an element. */
const BLOB_PLACE = 3;

const place = { namespace: "shop", collection: "articles", dimension: 2 };

function open(options: Partial<ConstructorParameters<typeof VectorRepository>[1]> = {}) {
  const executor = new ScriptedExecutor(emptyServer);
  return { executor, docs: new VectorRepository(executor, { ...place, ...options }) };
}

const recordsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: String(index),
    vector: Float32Array.of(index + 1, 1),
    attributes: { index },
  }));

/** Id, first component and attributes of every record that was sent. */
function written({ sent }: ScriptedExecutor) {
  return sent.flatMap((step) => {
    const write = "transaction" in step ? undefined : parseWriteCall(step);
    return (write?.elements ?? []).map(({ id, args }) => [
      id,
      decodeFloat32Blob(args[BLOB_PLACE] as Buffer)[0],
      args[args.indexOf("SETATTR") + 1],
    ]);
  });
}

const expected = (count: number) =>
  Array.from({ length: count }, (_, index) => [String(index), index + 1, `{"index":${index}}`]);

describe("an array is copied when the call is made", () => {
  test.each<[string, (records: ReturnType<typeof recordsOf>) => unknown]>([
    ["emptied", (records) => records.splice(0)],
    ["given other vectors", (records) => records.map(({ vector }) => vector.fill(7))],
    [
      "given other attributes",
      (records) => records.map(({ attributes }) => Object.assign(attributes, { index: -1 })),
    ],
    ["made invalid", (records) => records.map(({ vector }) => vector.fill(Number.NaN))],
    ["added to", (records) => records.push(...recordsOf(10))],
  ])("it may be %s right after", async (_, change) => {
    for (const onInvalid of ["throw", "report"] as const) {
      const { executor, docs } = open();
      const records = recordsOf(1_500);
      const running = docs.upsertMany(records, { onInvalid });
      change(records);
      expect(await running).toMatchObject({ read: 1_500, acknowledged: 1_500, complete: true });
      expect(written(executor)).toEqual(expected(1_500));
    }
  });

  test("up to 2,000 records; of a longer array the list is copied at once, its other records in turns", async () => {
    const { executor, docs } = open();
    const records = recordsOf(30_000);
    const last = records.at(-1)!;
    const running = docs.upsertMany(records);
    for (const { vector } of records.slice(0, 2_000)) vector.fill(7);
    records.length = 0;
    last.vector.fill(9);
    expect(await running).toMatchObject({ read: 30_000, complete: true });
    const all = written(executor);
    expect(all.slice(0, 2_000)).toEqual(expected(2_000));
    expect(all.at(-1)?.[1]).toBe(9);
  });

  test("nothing is sent before all of it was read: one that turns invalid meanwhile is refused whole", async () => {
    const { executor, docs } = open();
    const records = recordsOf(30_000);
    const running = docs.upsertMany(records);
    records.at(-1)?.vector.fill(Number.NaN);
    const { code, details, report } = await failureOf(running);
    expect([code, details.index]).toEqual(["INVALID_VECTOR", 29_999]);
    expect(report).toMatchObject({ acknowledged: 0, complete: false });
    expectAccounted(report);
    expect(executor.sent).toEqual([]);
  });

  test("each record is read once", async () => {
    const { docs } = open();
    let reads = 0;
    const records = Array.from({ length: 10 }, (_, index) => ({
      id: String(index),
      get vector() {
        reads++;
        return [1, 2];
      },
    }));
    await docs.upsertMany(records);
    expect(reads).toBe(10);
  });

  test("aborted before it is read whole, nothing is sent", async () => {
    const { executor, docs } = open();
    const controller = new AbortController();
    const running = docs.upsertMany(recordsOf(30_000), { signal: controller.signal });
    setImmediate(() => controller.abort(new Error("enough")));
    const { code, report } = await failureOf(running);
    expect(code).toBe("ABORTED");
    expect(report).toMatchObject({ read: 0, acknowledged: 0 });
    expect(executor.sent).toEqual([]);
  });
});

describe("a source without end", () => {
  function* invalid() {
    while (true) yield { id: "bad", invalid: true };
  }
  function* oneId() {
    while (true) yield { id: "same" };
  }
  async function* invalidLater() {
    yield* invalid();
  }

  test.each<[string, () => Iterable<object> | AsyncIterable<object>]>([
    ["of invalid records", invalid],
    ["of invalid records, asynchronous", invalidLater],
    ["of one id", oneId],
  ])("%s ends with its signal", async (_, source) => {
    const { run } = runOf({ onInvalid: "report", signal: AbortSignal.timeout(50), batchSize: 500 });
    const { code, report } = await failureOf(run.run(source()));
    expect(code).toBe("ABORTED");
    expect(report.read).toBeGreaterThan(0);
    expectAccounted(report);
  });

  test("of invalid records fills no memory: the first 10,000 are listed, the others counted", async () => {
    function* source() {
      for (let index = 0; index < 12_000; index++) yield { id: String(index), invalid: true };
      yield { id: "fine" };
    }
    const { run } = runOf({ onInvalid: "report" });
    const report = await run.run(source());
    expect(report).toMatchObject({ read: 12_001, acknowledged: 1, failuresOmitted: 2_000, complete: false });
    expect(report.failures).toHaveLength(10_000);
    expect(report.failures.at(-1)).toMatchObject({ index: 9_999, id: "9999" });
    expectAccounted(report);
  });

  test("other work of the process gets its turn while records are read that fill no batch", async () => {
    let turns = 0;
    let isRunning = true;
    const work = () => {
      turns++;
      if (isRunning) setImmediate(work);
    };
    setImmediate(work);
    let given = 0;
    // As many records as it takes until the other work has had two turns.
    function* source() {
      for (; turns < 2; given++) yield { id: "bad", invalid: true };
    }
    const report = await runOf({ onInvalid: "report" }).run.run(source());
    isRunning = false;
    expect(report.read).toBe(given);
  });
});

describe("every rejection carries a report", () => {
  const getter: object = Object.defineProperty({ id: "b" }, "vector", {
    enumerable: true,
    get: () => {
      throw new RangeError("no vector today");
    },
  });
  const good = { id: "a", vector: [1, 2] };
  const untyped = (records: unknown) => records as VectorRecord[];

  test("a getter that throws makes its record invalid, which is reported", async () => {
    const { executor, docs } = open();
    for (const source of [untyped([good, getter, good]), untyped([good, getter]).values()]) {
      const report = await docs.upsertMany(source, { onInvalid: "report" });
      expect(report.failures).toMatchObject([
        {
          index: 1,
          id: "b",
          sent: false,
          error: { code: "INVALID_ARGUMENT", cause: new RangeError("no vector today") },
        },
      ]);
      expectAccounted(report);
    }
    expect(written(executor).map(([id]) => id)).toEqual(["a", "a"]);
  });

  test.each<[string, string, unknown, unknown]>([
    ["a getter that throws", "INVALID_ARGUMENT", [getter], {}],
    ["an option out of range", "INVALID_OPTIONS", [good], { batchSize: 0 }],
    ["a source that is none", "INVALID_ARGUMENT", { length: 1 }, {}],
    ["text", "INVALID_ARGUMENT", "abc", {}],
    ["an iterator that is none", "BATCH_INCOMPLETE", { [Symbol.iterator]: () => undefined }, {}],
    [
      "an iterator that throws",
      "BATCH_INCOMPLETE",
      {
        [Symbol.iterator]: () => {
          throw new Error("no iterator");
        },
      },
      {},
    ],
    ["more records than memory holds", "INVALID_ARGUMENT", new Array(10_000_001), {}],
  ])("%s", async (_, code, records, options) => {
    const { executor, docs } = open();
    const failure = await failureOf(docs.upsertMany(untyped(records), options as UpsertManyOptions));
    expect(failure.code).toBe(code);
    expect(failure.report).toMatchObject({ acknowledged: 0, complete: false });
    expectAccounted(failure.report);
    expect(written(executor)).toEqual([]);
  });
});
