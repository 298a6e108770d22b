import { describe, expect, test } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import { emptyServer } from "../../helpers/scripted-executor.js";
import { expectAccounted, failureOf, idOf, noWait, records, runOf } from "./upsert-run-fixture.js";

describe("failures", () => {
  const oom = new OctavecError("OUT_OF_MEMORY", "full");

  test("a refused record fails alone in its batch, and the run ends with it", async () => {
    const { executor, run } = runOf({ concurrency: 1 }, (step) =>
      idOf(step) === "b" ? oom : emptyServer(step),
    );
    const { code, report, cause } = await failureOf(run.run(records("abcdef")));
    expect(code).toBe("BATCH_INCOMPLETE");
    expect(cause).toBe(oom);
    expect(report).toMatchObject({ acknowledged: 1, complete: false });
    expect(report.failures[0]).toMatchObject({ index: 1, id: "b", error: oom, sent: true });
    expectAccounted(report);
    expect(executor.sent.length).toBeLessThan(6);
  });

  test("a replaced record of a failed batch fails with the one that replaced it", async () => {
    const { run } = runOf({}, () => oom);
    const { report } = await failureOf(run.run(records("aa")));
    expect(report.failures.map(({ index, id }) => [index, id])).toEqual([
      [0, "a"],
      [1, "a"],
    ]);
    expectAccounted(report);
  });

  test("a source that throws ends the run with everything read accounted for", async () => {
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

  test("a reply of unknown shape fails the batch, it may have been stored", async () => {
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

  test("throw: an array is refused whole before anything is asked or sent", async () => {
    let asked = 0;
    const gate = { beforeRead: async () => void asked++, beforeWrite: async () => void asked++ };
    const { executor, run } = runOf({ batchSize: 1 }, emptyServer, gate);
    await expect(run.run(mixed)).rejects.toMatchObject({ code: "INVALID_VECTOR", details: { index: 1 } });
    expect(executor.sent).toEqual([]);
    expect(asked).toBe(0);
  });

  test("throw: another source is read up to the invalid record and no further", async () => {
    let read = 0;
    function* source() {
      for (const record of mixed) {
        read++;
        yield record;
      }
    }
    const { executor, run } = runOf({ batchSize: 1, concurrency: 1 });
    await expect(run.run(source())).rejects.toMatchObject({ code: "INVALID_VECTOR", details: { index: 1 } });
    expect(executor.sent.map(idOf)).toEqual(["a"]);
    expect(read).toBe(2);
  });

  test("report: it is left out and listed, the rest is written", async () => {
    const { executor, run } = runOf({ onInvalid: "report" });
    const report = await run.run(mixed);
    expect(executor.sent.map(idOf)).toEqual(["a", "c"]);
    expect(report).toMatchObject({ read: 3, acknowledged: 2, complete: false });
    expect(report.failures).toMatchObject([
      { index: 1, id: "b", sent: false, error: { code: "INVALID_VECTOR" } },
    ]);
  });
});

describe("the collection is looked at first", () => {
  const mismatch = new OctavecError("COLLECTION_MISMATCH", "other parameters");

  test("a refusal before the reading leaves the source untouched", async () => {
    let read = 0;
    function* source() {
      read++;
      yield { id: "a" };
    }
    const { run } = runOf({}, emptyServer, {
      beforeRead: () => Promise.reject(mismatch),
      beforeWrite: noWait,
    });
    await expect(run.run(source())).rejects.toBe(mismatch);
    expect(read).toBe(0);
  });

  test("a refusal before the writing rejects with that very error, and nothing is sent", async () => {
    const { executor, run } = runOf({}, emptyServer, {
      beforeRead: noWait,
      beforeWrite: () => Promise.reject(mismatch),
    });
    await expect(run.run(records("abc"))).rejects.toBe(mismatch);
    expect(executor.sent).toEqual([]);
  });
});
