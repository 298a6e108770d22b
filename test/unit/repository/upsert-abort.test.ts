import { describe, expect, test } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import type { Reply } from "../../../src/executor.js";
import { emptyServer, type Script } from "../../helpers/scripted-executor.js";
import { expectAccounted, failureOf, idOf, noWait, records, runOf } from "./upsert-run-fixture.js";

describe("abort", () => {
  const reason = new Error("enough");
  const silent: Script = () => new Promise<Reply>(() => {});

  test("before the start: nothing is read or sent", async () => {
    const { executor, run } = runOf({ signal: AbortSignal.abort(reason) });
    const { code, name, cause, report } = await failureOf(run.run(records("abc")));
    expect([code, name, cause]).toEqual(["ABORTED", "AbortError", reason]);
    expect(report).toMatchObject({ read: 0, acknowledged: 0, failures: [] });
    expect(executor.sent).toEqual([]);
  });

  test("while the source is silent", async () => {
    const controller = new AbortController();
    async function* source() {
      yield* records("abc");
      controller.abort(reason);
      await new Promise(() => {});
    }
    const { report } = await failureOf(runOf({ signal: controller.signal }).run.run(source()));
    expect(report.read).toBe(3);
    expect(report.failures.at(-1)).toMatchObject({ index: 2, id: "c", sent: false });
    expectAccounted(report);
  });

  test("while batches are running: their records are listed as sent, those of waiting batches as not sent", async () => {
    const controller = new AbortController();
    const { executor, run } = runOf({ signal: controller.signal, concurrency: 2 }, (step, options) => {
      if (executor.sent.length >= 4) queueMicrotask(() => controller.abort(reason));
      return silent(step, options);
    });
    const { code, cause, report } = await failureOf(run.run(records("abcdefgh")));
    expect([code, cause]).toEqual(["ABORTED", reason]);
    const sent = report.failures.filter((failure) => failure.sent).map(({ id }) => id);
    expect(sent).toEqual(["a", "b", "c", "d"]);
    expect(report.failures.every(({ error }) => error.code === "ABORTED")).toBe(true);
    expectAccounted(report);
  });

  test("between NOSCRIPT for one record and its retry: the other record, already written, stays acknowledged", async () => {
    const controller = new AbortController();
    const { run } = runOf({ signal: controller.signal }, (step) => {
      if (idOf(step) === "a") return 1;
      queueMicrotask(() => controller.abort(reason));
      return new OctavecError("COMMAND_FAILED", "NOSCRIPT", { details: { reply: "NOSCRIPT" } });
    });
    const { report } = await failureOf(run.run(records("ab")));
    expect(report).toMatchObject({ read: 2, inserted: 1 });
    expect(report.failures).toMatchObject([{ index: 1, id: "b", sent: false, error: { code: "ABORTED" } }]);
    expectAccounted(report);
  });

  test("while the collection's parameters are being compared", async () => {
    const controller = new AbortController();
    const waitForAbort = ({ signal }: { signal?: AbortSignal | undefined }) =>
      new Promise<void>((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        queueMicrotask(() => controller.abort(reason));
      });
    for (const gate of [
      { beforeRead: waitForAbort, beforeWrite: noWait },
      { beforeRead: noWait, beforeWrite: waitForAbort },
    ]) {
      const { executor, run } = runOf({ signal: controller.signal }, emptyServer, gate);
      const { code, report } = await failureOf(run.run(records("abc")));
      expect(code).toBe("ABORTED");
      expect(executor.sent).toEqual([]);
      expectAccounted(report);
    }
  });
});
