import { describe, expect, test } from "vitest";
import type { UpsertProgress } from "../../../src/options/index.js";
import { emptyServer } from "../../helpers/scripted-executor.js";
import { expectAccounted, failureOf, idOf, records, runOf } from "./upsert-run-fixture.js";

describe("outcomes", () => {
  test("inserted, updated and superseded records are counted separately", async () => {
    const { run } = runOf({ batchSize: 4 }, (step) => (idOf(step) === "b" ? 0 : emptyServer(step)));
    const report = await run.run(records("abaac"));
    expect(report).toMatchObject({ read: 5, inserted: 2, updated: 1, superseded: 2, complete: true });
    expectAccounted(report);
  });

  test("a batch is one pipeline with one command per record, new or not", async () => {
    const { executor, run } = runOf({}, (step) => (idOf(step) === "a" ? 0 : 1));
    expect(await run.run(records("ab"))).toMatchObject({ inserted: 1, updated: 1 });
    expect(executor.pipelines.map((steps) => steps.map(idOf))).toEqual([["a", "b"]]);
  });

  test("an empty source sends nothing and is complete", async () => {
    const { executor, run } = runOf();
    expect(await run.run([])).toMatchObject({ read: 0, acknowledged: 0, complete: true });
    expect(executor.sent).toEqual([]);
  });
});

describe("progress", () => {
  test("is reported after each batch, with the total if the source is an array", async () => {
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

  test("has no total if the source's length is unknown", async () => {
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
  ])("stops the run if onProgress %s, with that error as the cause", async (_, onProgress) => {
    const { run } = runOf({ concurrency: 1, onProgress });
    const { code, cause, report } = await failureOf(run.run(records("abcdefghij")));
    expect(code).toBe("BATCH_INCOMPLETE");
    expect(cause).toEqual(new Error("no more"));
    expect(report.acknowledged).toBe(2);
    expectAccounted(report);
  });
});
