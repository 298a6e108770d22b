import { expect, it } from "vitest";
import { BackgroundCalls } from "../../../src/learning/background-calls.js";

it("runs few at a time, later than the caller, and reports what fails", async () => {
  const failures: unknown[] = [];
  const reports = { report: (job: string, error: unknown) => void failures.push([job, error]) };
  const calls = new BackgroundCalls({ maxConcurrent: 2, timeoutMs: 10_000 }, reports);
  const ran: string[] = [];
  const failing = calls.run("audit", async () => {
    ran.push("failing");
    throw new Error("down");
  });
  const working = calls.run("audit", async () => {
    ran.push("working");
  });
  const refused = calls.run("audit", async () => {
    ran.push("refused");
  });
  expect([failing, working, refused, ran]).toEqual([true, true, false, []]);
  await expect.poll(() => ran.length).toBe(2);
  await expect.poll(() => calls.run("audit", async () => {})).toBe(true);
  await calls.close();
  expect(ran).toEqual(["failing", "working"]);
  expect(failures).toEqual([["audit", new Error("down")]]);
});

it("aborts what runs when it is closed or takes too long, and begins nothing afterwards", async () => {
  const aborted: unknown[] = [];
  const hang = (signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener("abort", () => {
        aborted.push(signal.reason);
        reject(signal.reason);
      });
    });
  const failures: unknown[] = [];
  const reports = { report: (job: string, error: unknown) => void failures.push([job, error]) };
  const slow = new BackgroundCalls({ maxConcurrent: 1, timeoutMs: 5 }, reports);
  slow.run("audit", hang);
  await expect.poll(() => aborted.length).toBe(1);
  expect(aborted[0]).toMatchObject({ code: "TIMEOUT" });
  await expect.poll(() => failures).toMatchObject([["audit", { code: "TIMEOUT" }]]);
  const calls = new BackgroundCalls({ maxConcurrent: 1, timeoutMs: 60_000 }, reports);
  let begun = false;
  calls.run("audit", (signal) => {
    begun = true;
    return hang(signal);
  });
  await expect.poll(() => begun).toBe(true);
  await calls.close();
  expect(aborted[1]).toMatchObject({ name: "AbortError" });
  expect(calls.run("audit", async () => {})).toBe(false);
  expect(failures).toHaveLength(1);
});
