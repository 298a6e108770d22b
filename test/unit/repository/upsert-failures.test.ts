import { describe, expect, test } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import { emptyServer } from "../../helpers/scripted-executor.js";
import { expectAccounted, failureOf, idOf, noWait, records, runOf } from "./upsert-run-fixture.js";

describe("failures", () => {
  const oom = new OctavecError("OUT_OF_MEMORY", "full");

  test("a refused record does not fail the others of its batch, but the run ends after that batch", async () => {
    const { executor, run } = runOf({ concurrency: 1 }, (step) =>
      idOf(step) === "b" ? oom : emptyServer(step),
    );
    const { code, report, cause } = await failureOf(run.run(records("abcdef")));
    expect(code).toBe("BATCH_INCOMPLETE");
    expect(cause).toBe(oom);
    expect(report).toMatchObject({ acknowledged: 1, complete: false });
    expect(report.failures[0]).toMatchObject({ index: 1, id: "b", error: oom, sent: true });
    expectAccounted(report);
    expect(executor.sent.map(idOf)).toEqual(["a", "b"]);
  });

  test("if a record fails, so does the earlier record of its id that it replaced", async () => {
    const { run } = runOf({}, () => oom);
    const { report } = await failureOf(run.run(records("aa")));
    expect(report.failures.map(({ index, id }) => [index, id])).toEqual([
      [0, "a"],
      [1, "a"],
    ]);
    expectAccounted(report);
  });

  test("a source that throws ends the run, and the report accounts for every record read", async () => {
    const broken = new Error("source broke");
    async function* source() {
      yield* records("abc");
      throw broken;
    }
    const { run } = runOf();
    const { code, report, cause, message } = await failureOf(run.run(source()));
    expect(code).toBe("BATCH_INCOMPLETE");
    expect(cause).toBe(broken);
    expect(message).toContain("source broke");
    expect(report).toMatchObject({ read: 3, acknowledged: 2 });
    expect(report.failures).toMatchObject([{ index: 2, id: "c", sent: false }]);
    expectAccounted(report);
  });

  test("a reply of unknown shape fails the record, which is listed as sent", async () => {
    const { run } = runOf({}, () => "QUEUED");
    const { report } = await failureOf(run.run(records("ab")));
    expect(report.failures).toMatchObject([
      { index: 0, sent: true, error: { code: "UNEXPECTED_REPLY" } },
      { index: 1, sent: true },
    ]);
    expectAccounted(report);
  });
});

describe("invalid records", () => {
  const mixed = [{ id: "a" }, { id: "b", invalid: true }, { id: "c" }];

  test("throw: an array is refused before any command is sent", async () => {
    let checks = 0;
    const gate = { beforeRead: async () => void checks++, beforeWrite: async () => void checks++ };
    const { executor, run } = runOf({ batchSize: 1 }, emptyServer, gate);
    const { code, details, report } = await failureOf(run.run(mixed));
    expect([code, details.index]).toEqual(["INVALID_VECTOR", 1]);
    expect(report.failures).toMatchObject([{ index: 1, id: "b", sent: false }]);
    expectAccounted(report);
    expect(executor.sent).toEqual([]);
    expect(checks).toBe(0);
  });

  test("throw: a source other than an array is read up to the invalid record and no further", async () => {
    let read = 0;
    function* source() {
      for (const record of mixed) {
        read++;
        yield record;
      }
    }
    const { executor, run } = runOf({ batchSize: 1, concurrency: 1 });
    const { code, details, report } = await failureOf(run.run(source()));
    expect([code, details.index]).toEqual(["INVALID_VECTOR", 1]);
    expect(report).toMatchObject({ read: 2, acknowledged: 1 });
    expect(executor.sent.map(idOf)).toEqual(["a"]);
    expect(read).toBe(2);
  });

  test("throw: every record that a generator yielded before the invalid one is stored or listed", async () => {
    // Records in a batch that was not yet full used to be missing from the report.
    function* source() {
      for (let id = 0; id < 700; id++) yield { id: String(id) };
      yield { id: "bad", invalid: true };
    }
    const { run } = runOf({ batchSize: 500 });
    const { code, report } = await failureOf(run.run(source()));
    expect(code).toBe("INVALID_VECTOR");
    expect(report).toMatchObject({ read: 701, acknowledged: 500, complete: false });
    expect(report.failures).toHaveLength(201);
    expect(report.failures.every(({ sent }) => !sent)).toBe(true);
    expect(report.failures.at(-1)).toMatchObject({
      index: 700,
      id: "bad",
      error: { code: "INVALID_VECTOR" },
    });
    expectAccounted(report);
  });

  test("report: the invalid record is listed, and the others are written", async () => {
    const { executor, run } = runOf({ onInvalid: "report" });
    const report = await run.run(mixed);
    expect(executor.sent.map(idOf)).toEqual(["a", "c"]);
    expect(report).toMatchObject({ read: 3, acknowledged: 2, complete: false });
    expect(report.failures).toMatchObject([
      { index: 1, id: "b", sent: false, error: { code: "INVALID_VECTOR" } },
    ]);
  });
});

describe("retryable", () => {
  test.each([
    [true, new OctavecError("CONNECTION_LOST", "gone")],
    [false, new OctavecError("OUT_OF_MEMORY", "full")],
  ])("is %s if it is for the error of the batch", async (retryable, error) => {
    const failure = await failureOf(runOf({}, () => error).run.run(records("ab")));
    expect([failure.code, failure.retryable]).toEqual(["BATCH_INCOMPLETE", retryable]);
  });

  test("is false if the source threw, whatever it threw", async () => {
    const thrown = [new Error("broken"), undefined, Symbol("thrown"), Object.create(null)];
    for (const cause of thrown) {
      // biome-ignore lint/correctness/useYield: it throws before it could yield.
      function* source(): Generator<never> {
        throw cause;
      }
      const failure = await failureOf(runOf().run.run(source()));
      expect([failure.code, failure.retryable]).toEqual(["BATCH_INCOMPLETE", false]);
      expect(failure.cause === cause).toBe(true);
      expectAccounted(failure.report);
    }
  });
});

describe("a collection with other parameters", () => {
  const mismatch = new OctavecError("COLLECTION_MISMATCH", "other parameters");

  test("rejects the call before the source is read, if it is found then", async () => {
    let read = 0;
    function* source() {
      read++;
      yield { id: "a" };
    }
    const { run } = runOf({}, emptyServer, {
      beforeRead: () => Promise.reject(mismatch),
      beforeWrite: noWait,
    });
    const { code, cause, report } = await failureOf(run.run(source()));
    expect([code, cause]).toEqual(["COLLECTION_MISMATCH", mismatch]);
    expect(report).toMatchObject({ read: 0, acknowledged: 0, failures: [], complete: false });
    expect(read).toBe(0);
  });

  test("rejects the call before the first write and lists the records read, if it is found then", async () => {
    const { executor, run } = runOf({}, emptyServer, {
      beforeRead: noWait,
      beforeWrite: () => Promise.reject(mismatch),
    });
    const { code, cause, report } = await failureOf(run.run(records("abc").values()));
    expect([code, cause]).toEqual(["COLLECTION_MISMATCH", mismatch]);
    expect(report.failures).toMatchObject([
      { index: 0, id: "a", error: mismatch, sent: false },
      { index: 1, id: "b", error: mismatch, sent: false },
    ]);
    expectAccounted(report);
    expect(executor.sent).toEqual([]);
  });
});
