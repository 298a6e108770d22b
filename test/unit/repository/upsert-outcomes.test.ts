import { describe, expect, test } from "vitest";
import type { UpsertProgress } from "../../../src/options/index.js";
import { emptyServer, type Script } from "../../helpers/scripted-executor.js";
import { expectAccounted, failureOf, idOf, records, runOf } from "./upsert-run-fixture.js";

describe("outcomes", () => {
  test("new, existing and repeated records are counted apart", async () => {
    const { run } = runOf({ batchSize: 4 }, (step) =>
      step[0 as never] === "VADD" && idOf(step) === "b" ? false : emptyServer(step),
    );
    const report = await run.run(records("abaac"));
    expect(report).toMatchObject({ read: 5, inserted: 2, updated: 1, superseded: 2, complete: true });
    expectAccounted(report);
  });

  test("an existing element is written again as VREM and VADD in one transaction", async () => {
    const { executor, run } = runOf({}, (step) => ("transaction" in step ? [true, true] : false));
    expect(await run.run(records("a"))).toMatchObject({ inserted: 0, updated: 1 });
    expect(executor.names).toEqual(["VADD", "VREM+VADD"]);
  });

  test("where most elements exist, later batches ask first and write those once", async () => {
    const existing: Script = (step) => ("transaction" in step ? [true, true] : step[0] === "VISMEMBER");
    const { executor, run } = runOf({ concurrency: 1 }, existing);
    expect(await run.run(records("abcd"))).toMatchObject({ updated: 4, inserted: 0 });
    expect(executor.names.slice(4)).toEqual(["VISMEMBER", "VISMEMBER", "VREM+VADD", "VREM+VADD"]);
  });

  test("an element that vanished after the question is written all the same", async () => {
    let questions = 0;
    const { executor, run } = runOf({ concurrency: 1 }, (step) => {
      if ("transaction" in step) return [true, true];
      return step[0] === "VISMEMBER" && questions++ === 0;
    });
    expect(await run.run(records("abcd"))).toMatchObject({ acknowledged: 4 });
    expect(executor.names.filter((name) => name === "VREM+VADD")).toHaveLength(4);
  });

  test("an empty source sends nothing and is complete", async () => {
    const { executor, run } = runOf();
    expect(await run.run([])).toMatchObject({ read: 0, acknowledged: 0, complete: true });
    expect(executor.sent).toEqual([]);
  });
});

describe("progress", () => {
  test("each batch is told, with the total of an array", async () => {
    const seen: UpsertProgress[] = [];
    const { run } = runOf({ concurrency: 1, onProgress: (progress) => seen.push(progress) });
    await run.run(records("abcde"));
    expect(seen.map(({ acknowledged, total }) => [acknowledged, total])).toEqual([
      [2, 5],
      [4, 5],
      [5, 5],
    ]);
    expect(seen.every(({ elapsedMs, failed }) => elapsedMs >= 0 && failed === 0)).toBe(true);
  });

  test("a source of unknown length has no total", async () => {
    const seen: UpsertProgress[] = [];
    await runOf({ onProgress: (progress) => seen.push(progress) }).run.run(new Set(records("a")));
    expect(seen[0]).not.toHaveProperty("total");
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no more");
      },
    ],
    ["returns a promise that rejects", () => Promise.reject(new Error("no more"))],
  ])("what onProgress %s stops the run and becomes its cause", async (_, onProgress) => {
    const { run } = runOf({ concurrency: 1, onProgress });
    const { code, cause, report } = await failureOf(run.run(records("abcdefghij")));
    expect(code).toBe("BATCH_INCOMPLETE");
    expect(cause).toEqual(new Error("no more"));
    expect(report.acknowledged).toBeLessThan(10);
    expectAccounted(report);
  });
});
